package org.mirach.vswitch.fastpath;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Packets, bytes and time of last use of each cached flow, by flow index.
 *
 * <p><b>Threads:</b> one engine thread adds; any thread reads. Opaque access: a reader sees each long whole and no later
 * than soon; a reader that must see everything up to a moment first submits {@link EngineCommand.Sync}.
 */
public final class FlowCounters {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] packets;
    private final long[] bytes;
    private final long[] lastUsedNs;
    private final long[] tcpFlags;

    public FlowCounters(int capacity) {
        packets = new long[capacity];
        bytes = new long[capacity];
        lastUsedNs = new long[capacity];
        tcpFlags = new long[capacity];
    }

    /** Engine only: one packet of {@code lengthBytes} used the flow at {@code nowNs} ({@code System.nanoTime}). */
    public void add(int flowIndex, int lengthBytes, long nowNs) {
        add(flowIndex, 1, lengthBytes, nowNs);
    }

    /** Engine only: several packets used the flow. */
    public void add(int flowIndex, int packetCount, long lengthBytes, long nowNs) {
        LONGS.setOpaque(packets, flowIndex, packets[flowIndex] + packetCount);
        LONGS.setOpaque(bytes, flowIndex, bytes[flowIndex] + lengthBytes);
        LONGS.setOpaque(lastUsedNs, flowIndex, nowNs);
    }

    /** Engine only: a TCP segment with these flags used the flow. */
    public void addTcpFlags(int flowIndex, int flags) {
        LONGS.setOpaque(tcpFlags, flowIndex, tcpFlags[flowIndex] | flags);
    }

    /** Engine only: the index starts anew. */
    void reset(int flowIndex) {
        LONGS.setOpaque(packets, flowIndex, 0L);
        LONGS.setOpaque(bytes, flowIndex, 0L);
        LONGS.setOpaque(lastUsedNs, flowIndex, 0L);
        LONGS.setOpaque(tcpFlags, flowIndex, 0L);
    }

    public long packets(int flowIndex) {
        return (long) LONGS.getOpaque(packets, flowIndex);
    }

    public long bytes(int flowIndex) {
        return (long) LONGS.getOpaque(bytes, flowIndex);
    }

    /** {@code System.nanoTime} of the last packet; 0 where there was none. */
    public long lastUsedNs(int flowIndex) {
        return (long) LONGS.getOpaque(lastUsedNs, flowIndex);
    }

    /** All TCP flags seen, or-ed. */
    public int tcpFlags(int flowIndex) {
        return (int) (long) LONGS.getOpaque(tcpFlags, flowIndex);
    }
}
