package org.mirach.vswitch.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.Packets;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/**
 * The attack on tuple space search (Csikor and others, CoNEXT 2019): rules and packets that make as many masks as there are
 * combinations of prefix lengths. Whatever comes, the cache holds no more masks and flows than it may, every packet still
 * gets what the pipeline says, and one costs no more than a bounded time.
 */
class MaskExplosionTest {
    private static final int MASKS = 64;
    private static final int PACKETS = 20_000;
    /** A floor, a hundred times below what is measured: it fails where the cost grows with the packets seen. */
    private static final long MIN_PACKETS_PER_SECOND = 500;

    private final Random random = new Random(3);
    private final SwitchFixture sw = new SwitchFixture(SlowPathSettings.DEFAULT.withLimits(1000, MASKS)).ports(1, 2);

    @Test
    void masksStayFewAndEveryPacketIsAnswered() {
        sw.flows(
                "cookie=1,priority=40,udp,nw_src=10.0.0.1,actions=output:2",
                "cookie=2,priority=30,udp,nw_dst=10.0.0.2,actions=output:2",
                "cookie=3,priority=20,udp,udp_src=80,actions=output:2",
                "cookie=4,priority=10,udp,udp_dst=443,actions=output:2",
                "cookie=5,priority=0,actions=output:2");
        long start = System.nanoTime();
        int sent = 0;
        for (int i = 0; i < PACKETS; i++) {
            sw.receive(1, packet());
            sent += sw.sentCount(2);
        }
        double perSecond = PACKETS * 1e9 / (System.nanoTime() - start);
        assertThat(sent).isEqualTo(PACKETS);
        assertThat(sw.cached().stream().map(flow -> flow.mask()).distinct().count())
                .isLessThanOrEqualTo(MASKS);
        assertThat(sw.cached()).hasSizeLessThanOrEqualTo(1000);
        assertThat(perSecond).isGreaterThan(MIN_PACKETS_PER_SECOND);
        sw.revalidate();
        sw.slowPath.registry().pushAll();
        long counted = 0;
        for (int cookie = 1; cookie <= 5; cookie++) {
            FlowEntry entry = sw.entry(cookie);
            counted += entry.stats().packets();
        }
        assertThat(counted).isEqualTo(PACKETS);
    }

    private byte[] packet() {
        String source = address(flipped(0x0a000001, 32));
        String destination = address(flipped(0x0a000002, 32));
        byte[] udp = Packets.udp(source, destination, flipped(80, 16), flipped(443, 16), new byte[10]);
        return Packets.ethernet(Packets.MAC2, Packets.MAC1, 0x0800, Packets.ipv4(source, destination, 17, udp));
    }

    private static String address(int value) {
        return (value >>> 24) + "." + (value >>> 16 & 0xff) + "." + (value >>> 8 & 0xff) + "." + (value & 0xff);
    }

    /** A number that agrees with {@code value} in its first bits, how many is random, differs in the next, then is random. */
    private int flipped(int value, int bits) {
        int at = random.nextInt(bits + 1);
        if (at == bits) {
            return value;
        }
        int tail = bits - at - 1;
        int low = tail == 0 ? 0 : random.nextInt() & (int) ((1L << tail) - 1);
        return (value >>> tail ^ 1) << tail | low;
    }
}
