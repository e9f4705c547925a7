package org.mirach.vswitch.fastpath;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.execute.CompiledFlow;
import org.mirach.vswitch.fastpath.execute.FlowSource;
import org.mirach.vswitch.fastpath.flowcache.FlowCache;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.flow.PacketInSpec;
import org.mirach.vswitch.observe.DropCounters;
import org.mirach.vswitch.observe.DropReason;

/**
 * The cached flows with what they counted, and the way up for packets that none fits: what first and later lookups of a
 * packet share.
 *
 * <p><b>Threads:</b> the engine thread only.
 */
@RunsOn(Role.ENGINE)
final class EngineFlows implements FlowSource {
    private final FlowCache cache;
    private final FlowCounters counters;
    private final MissSink missSink;
    private final DropCounters drops;
    private long nowNs;
    private boolean offered;

    EngineFlows(FlowCache cache, FlowCounters counters, MissSink missSink, DropCounters drops) {
        this.cache = cache;
        this.counters = counters;
        this.missSink = missSink;
        this.drops = drops;
    }

    /** A turn begins at this {@code System.nanoTime}. */
    void turn(long turnNs) {
        nowNs = turnNs;
    }

    /** Counts a packet on a flow. */
    void count(int flow, long[] key, int base, int length) {
        counters.add(flow, length, nowNs);
        if ((key[base + KeyLayout.W_IP] & 0xff000000L) == (long) Ethernet.PROTO_TCP << 24) {
            counters.addTcpFlags(flow, (int) key[base + KeyLayout.W_L4] >>> 16);
        }
    }

    @Override
    public CompiledFlow find(long[] key, int base, MemorySegment memory, long offset, int length) {
        int flow = cache.lookup(key, base, FlowCache.hashWithState(key, base));
        if (flow >= 0) {
            count(flow, key, base, length);
            CompiledFlow program = cache.program(flow);
            if (!program.toSlowPath()) {
                return program;
            }
        }
        offer(key, base, memory, offset, length, flow);
        return null;
    }

    /**
     * Offers a packet to the slow path; the frame stays the caller's.
     *
     * @param flow that sent it there, or -1 for a miss
     */
    void offer(long[] key, int base, MemorySegment memory, long offset, int length, int flow) {
        if (length < Ethernet.HEADER_BYTES && key[base + KeyLayout.W_TYPE_HASH] >>> 32 == 0) {
            drops.count(DropReason.TRUNCATED_ETHERNET);
        } else if (missSink.offer(key, base, memory, offset, length, flow)) {
            offered = true;
        } else {
            drops.count(DropReason.MISS_QUEUE_FULL);
        }
    }

    @Override
    public void offerPacketIn(PacketInSpec spec, long[] key, int base, MemorySegment memory, long offset, int length) {
        if (missSink.offerPacketIn(key, base, memory, offset, length, spec)) {
            offered = true;
        } else {
            drops.count(DropReason.MISS_QUEUE_FULL);
        }
    }

    /** A batch ends: wakes the slow path where anything was offered. */
    void flush() {
        if (offered) {
            offered = false;
            missSink.flush();
        }
    }
}
