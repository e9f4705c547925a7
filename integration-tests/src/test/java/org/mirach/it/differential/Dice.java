package org.mirach.it.differential;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;

/**
 * Chance, and the small world that everything is drawn from, so that flow entries overlap and packets hit them. The same
 * seed gives the same.
 *
 * <p><b>Threads:</b> the test's.
 */
final class Dice {
    static final int PORTS = 4;
    private static final List<String> MACS = List.of(
            "02:00:00:00:00:01",
            "02:00:00:00:00:02",
            "02:00:00:00:00:03",
            "02:00:00:00:01:01",
            "ff:ff:ff:ff:ff:ff",
            "01:00:5e:00:00:01");

    private final Random random;

    Dice(long seed) {
        random = new Random(seed * 0x9e3779b97f4a7c15L + 7);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    @SafeVarargs
    final <T> T of(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    BigInteger bits(int bits) {
        return new BigInteger(bits, random);
    }

    int port() {
        return 1 + random.nextInt(PORTS);
    }

    String mac() {
        return MACS.get(random.nextInt(oneIn(6) ? MACS.size() : 4));
    }

    String ip4() {
        return oneIn(20)
                ? of("224.0.0.1", "255.255.255.255", "192.168.7.9")
                : "10.0.%d.%d".formatted(below(2), 1 + below(3));
    }

    String ip6() {
        return oneIn(20)
                ? of("ff02::1", "fe80::1", "2001:db8:1:2:3:4:5:6")
                : "fd00::%d:%d".formatted(below(2), 1 + below(3));
    }

    int l4port() {
        return of(53, 80, 81, 443, 1000, 1001, 40000);
    }

    int ttl() {
        return of(64, 64, 64, 255, 3, 2, 1, 0);
    }

    int tos() {
        return of(0, 0, 0, 1, 2, 3, 0xb8, 0xbb, 0x28);
    }

    int vid() {
        return of(0, 10, 11, 20, 4095);
    }
}
