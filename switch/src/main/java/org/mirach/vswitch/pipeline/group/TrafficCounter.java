package org.mirach.vswitch.pipeline.group;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Packets and bytes that a group, or one of its buckets, carried.
 *
 * <p><b>Threads:</b> whoever holds the registry of cached flows adds, as with {@code FlowStats}; any thread reads (opaque:
 * each long whole).
 */
public final class TrafficCounter {
    private static final VarHandle PACKETS = handle("packets");
    private static final VarHandle BYTES = handle("bytes");

    @SuppressWarnings("unused") // through PACKETS
    private long packets;

    @SuppressWarnings("unused") // through BYTES
    private long bytes;

    private static VarHandle handle(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(TrafficCounter.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    public void add(long packetCount, long lengthBytes) {
        PACKETS.setOpaque(this, packets() + packetCount);
        BYTES.setOpaque(this, bytes() + lengthBytes);
    }

    public long packets() {
        return (long) PACKETS.getOpaque(this);
    }

    public long bytes() {
        return (long) BYTES.getOpaque(this);
    }
}
