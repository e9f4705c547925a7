package org.mirach.vswitch.fastpath;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * Packets, bytes and time of last use of each cached flow, by flow index.
 *
 * <p>The four longs of a flow lie in one half of a cache line. Memory comes in chunks of {@value #CHUNK_FLOWS} flows,
 * when a first index of the chunk is installed.
 *
 * <p><b>Threads:</b> one engine thread adds; any thread reads. Opaque access: a reader sees each long whole and no
 * later than soon; a reader that must see everything up to a moment first submits {@link EngineCommand.Sync}.
 */
public final class FlowCounters {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle CHUNKS = MethodHandles.arrayElementVarHandle(long[][].class);

    private static final int CHUNK_BITS = 10;
    private static final int CHUNK_FLOWS = 1 << CHUNK_BITS;
    private static final int PACKETS = 0;
    private static final int BYTES = 1;
    private static final int LAST_USED = 2;
    private static final int TCP_FLAGS = 3;

    private final long[][] chunks;

    /** @param capacity flow indexes are below it */
    public FlowCounters(int capacity) {
        chunks = new long[(capacity + CHUNK_FLOWS - 1) >>> CHUNK_BITS][];
    }

    /** Engine only: one packet of {@code lengthBytes} used the flow at {@code nowNs} ({@code System.nanoTime}). */
    @RunsOn(Role.ENGINE)
    public void add(int flowIndex, int lengthBytes, long nowNs) {
        add(flowIndex, 1, lengthBytes, nowNs);
    }

    /** Engine only: several packets used the flow, which was {@link #reset} before. */
    @RunsOn(Role.ENGINE)
    public void add(int flowIndex, int packetCount, long lengthBytes, long nowNs) {
        long[] chunk = chunks[flowIndex >>> CHUNK_BITS];
        int at = at(flowIndex);
        LONGS.setOpaque(chunk, at + PACKETS, chunk[at + PACKETS] + packetCount);
        LONGS.setOpaque(chunk, at + BYTES, chunk[at + BYTES] + lengthBytes);
        LONGS.setOpaque(chunk, at + LAST_USED, nowNs);
    }

    /** Engine only: a TCP segment with these flags used the flow. */
    @RunsOn(Role.ENGINE)
    public void addTcpFlags(int flowIndex, int flags) {
        long[] chunk = chunks[flowIndex >>> CHUNK_BITS];
        int at = at(flowIndex) + TCP_FLAGS;
        LONGS.setOpaque(chunk, at, chunk[at] | flags);
    }

    /** Engine only: the index starts anew. */
    @RunsOn(Role.ENGINE)
    void reset(int flowIndex) {
        int index = flowIndex >>> CHUNK_BITS;
        long[] chunk = chunks[index];
        if (chunk == null) {
            // Release: a reader that finds the chunk (get) finds its zeros.
            CHUNKS.setRelease(chunks, index, new long[CHUNK_FLOWS * 4]);
            return;
        }
        int at = at(flowIndex);
        for (int i = 0; i < 4; i++) {
            LONGS.setOpaque(chunk, at + i, 0L);
        }
    }

    public long packets(int flowIndex) {
        return get(flowIndex, PACKETS);
    }

    public long bytes(int flowIndex) {
        return get(flowIndex, BYTES);
    }

    /** {@code System.nanoTime} of the last packet; 0 where there was none. */
    public long lastUsedNs(int flowIndex) {
        return get(flowIndex, LAST_USED);
    }

    /** All TCP flags seen, or-ed. */
    public int tcpFlags(int flowIndex) {
        return (int) get(flowIndex, TCP_FLAGS);
    }

    private long get(int flowIndex, int which) {
        long[] chunk = (long[]) CHUNKS.getAcquire(chunks, flowIndex >>> CHUNK_BITS); // pairs with reset
        return chunk == null ? 0 : (long) LONGS.getOpaque(chunk, at(flowIndex) + which);
    }

    private static int at(int flowIndex) {
        return (flowIndex & CHUNK_FLOWS - 1) << 2;
    }
}
