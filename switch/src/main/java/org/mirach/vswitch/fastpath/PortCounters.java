package org.mirach.vswitch.fastpath;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one port carried, as the engine saw it.
 *
 * <p><b>Threads:</b> one engine thread adds; any thread reads (opaque: each long whole).
 */
public final class PortCounters {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int RX_PACKETS = 0;
    private static final int RX_BYTES = 1;
    private static final int TX_PACKETS = 2;
    private static final int TX_BYTES = 3;
    private static final int RX_DROPPED = 4;
    private static final int TX_DROPPED = 5;
    private static final int TX_ERRORS = 6;

    private final long[] values = new long[8];

    private void add(int which, long amount) {
        LONGS.setOpaque(values, which, values[which] + amount);
    }

    private long get(int which) {
        return (long) LONGS.getOpaque(values, which);
    }

    public void addRx(int packetCount, long lengthBytes) {
        add(RX_PACKETS, packetCount);
        add(RX_BYTES, lengthBytes);
    }

    public void addTx(int packetCount, long lengthBytes) {
        add(TX_PACKETS, packetCount);
        add(TX_BYTES, lengthBytes);
    }

    public void addRxDropped(int packetCount) {
        add(RX_DROPPED, packetCount);
    }

    public void addTxDropped(int packetCount) {
        add(TX_DROPPED, packetCount);
    }

    public void addTxErrors(int packetCount) {
        add(TX_ERRORS, packetCount);
    }

    public long rxPackets() {
        return get(RX_PACKETS);
    }

    public long rxBytes() {
        return get(RX_BYTES);
    }

    public long txPackets() {
        return get(TX_PACKETS);
    }

    public long txBytes() {
        return get(TX_BYTES);
    }

    public long rxDropped() {
        return get(RX_DROPPED);
    }

    public long txDropped() {
        return get(TX_DROPPED);
    }

    public long txErrors() {
        return get(TX_ERRORS);
    }
}
