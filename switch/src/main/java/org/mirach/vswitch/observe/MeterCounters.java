package org.mirach.vswitch.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a meter saw, and what each of its bands acted on. Made by who configures the meter; a meter that changes gets new
 * ones.
 *
 * <p><b>Threads:</b> one engine thread adds; any thread reads (opaque: each long whole).
 */
public final class MeterCounters {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values;

    public MeterCounters(int bandCount) {
        values = new long[2 + 2 * bandCount];
    }

    /** Engine only: packets that were given to the meter. */
    public void add(long packetCount, long lengthBytes) {
        addAt(0, packetCount, lengthBytes);
    }

    /** Engine only: those of them that were above the rate of this band, by its place in the meter. */
    public void addBand(int band, long packetCount, long lengthBytes) {
        addAt(2 + 2 * band, packetCount, lengthBytes);
    }

    private void addAt(int at, long packetCount, long lengthBytes) {
        LONGS.setOpaque(values, at, values[at] + packetCount);
        LONGS.setOpaque(values, at + 1, values[at + 1] + lengthBytes);
    }

    public long packets() {
        return get(0);
    }

    public long bytes() {
        return get(1);
    }

    public long bandPackets(int band) {
        return get(2 + 2 * band);
    }

    public long bandBytes(int band) {
        return get(3 + 2 * band);
    }

    private long get(int at) {
        return (long) LONGS.getOpaque(values, at);
    }
}
