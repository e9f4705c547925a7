package org.mirach.vswitch.fastpath;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one meter saw, and each of its bands. Made by who configures the meter; may outlive a change of its bands, of
 * which there are then more or fewer.
 *
 * <p><b>Threads:</b> one engine thread adds; any thread reads (opaque: each long whole).
 */
public final class MeterCounters {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values;

    public MeterCounters(int bandCount) {
        values = new long[2 + 2 * bandCount];
    }

    /** Engine only: a packet came in. */
    public void addIn(int lengthBytes) {
        add(0, lengthBytes);
    }

    /** Engine only: it exceeded the rate of this band, the highest such. */
    public void addBand(int band, int lengthBytes) {
        add(2 + 2 * band, lengthBytes);
    }

    private void add(int at, int lengthBytes) {
        LONGS.setOpaque(values, at, values[at] + 1);
        LONGS.setOpaque(values, at + 1, values[at + 1] + lengthBytes);
    }

    public long packetsIn() {
        return get(0);
    }

    public long bytesIn() {
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
