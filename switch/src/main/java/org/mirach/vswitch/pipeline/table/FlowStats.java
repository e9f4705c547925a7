package org.mirach.vswitch.pipeline.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a flow entry carried. A modified entry goes on with the object of the one that it replaces.
 *
 * <p><b>Threads:</b> whoever holds the registry of cached flows adds; any thread reads (opaque: each long whole).
 */
public final class FlowStats {
    private static final VarHandle PACKETS = handle("packets");
    private static final VarHandle BYTES = handle("bytes");
    private static final VarHandle LAST_USED = handle("lastUsedNs");

    @SuppressWarnings("unused") // through PACKETS
    private long packets;

    @SuppressWarnings("unused") // through BYTES
    private long bytes;

    @SuppressWarnings("unused") // through LAST_USED
    private long lastUsedNs;

    FlowStats(long createdNs) {
        lastUsedNs = createdNs;
    }

    private static VarHandle handle(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(FlowStats.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Adds packets, the last of them at {@code atNs} ({@code System.nanoTime}). */
    public void add(long packetCount, long lengthBytes, long atNs) {
        PACKETS.setOpaque(this, packets() + packetCount);
        BYTES.setOpaque(this, bytes() + lengthBytes);
        if (atNs - lastUsedNs() > 0) {
            LAST_USED.setOpaque(this, atNs);
        }
    }

    public long packets() {
        return (long) PACKETS.getOpaque(this);
    }

    public long bytes() {
        return (long) BYTES.getOpaque(this);
    }

    /** {@code System.nanoTime} of the last packet, or of the entry's creation. */
    public long lastUsedNs() {
        return (long) LAST_USED.getOpaque(this);
    }
}
