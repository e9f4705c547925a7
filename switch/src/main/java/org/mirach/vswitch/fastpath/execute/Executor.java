package org.mirach.vswitch.fastpath.execute;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.fastpath.port.EnginePort;
import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.fastpath.port.PacketBatch;
import org.mirach.vswitch.fastpath.port.PortTable;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.observe.DropCounters;
import org.mirach.vswitch.observe.DropReason;

/**
 * Runs actions on a packet: the interpreter, and the reference for anything faster.
 *
 * <p><i>What.</i> The packet's frame goes where the last action that does anything sends it; what comes before that works
 * on copies. A frame that goes nowhere is released and its reason counted, but for flows without actions.
 *
 * <p><i>Why this way.</i> A packet is run to its end before the next, recirculations and all, so packets of a flow stay
 * in order without anybody looking after it. Nested lists and copies recurse; each level has its own {@link
 * ActivePacket}, made beforehand.
 *
 * <p><i>Limits.</i> {@value #MAX_RECIRCULATIONS} recirculations of a packet, {@value #MAX_LOOKUPS} of it and its copies
 * together, {@value #LEVELS} levels of copies.
 *
 * <p><b>Threads:</b> the engine thread only. Allocates nothing.
 */
@RunsOn(Role.ENGINE)
public final class Executor {
    public static final int MAX_RECIRCULATIONS = 8;
    private static final int LEVELS = 16;
    /** Of a packet and all its copies, each of which may be copied again: no packet keeps the engine from the others. */
    private static final int MAX_LOOKUPS = 4096;

    private final FramePool pool;
    private final MemorySegment memory;
    private final PortTable ports;
    private final DropCounters drops;
    private final MeterTable meters;
    private final FlowSource flows;
    private final ConnectionTracker tracker;
    private final HeaderRewriter rewriter;
    private final ActivePacket[] levels = new ActivePacket[LEVELS];
    private final long[][] keys = new long[LEVELS][KeyLayout.PACKET_WORDS];
    private long random = System.nanoTime() | 1;
    private long nowNs;
    private int lookupsLeft;

    /** @param tracker null where there is no connection tracking: packets that ask for it are dropped */
    public Executor(
            FramePool pool,
            PortTable ports,
            DropCounters drops,
            MeterTable meters,
            FlowSource flows,
            ConnectionTracker tracker) {
        this.pool = pool;
        this.memory = pool.memory();
        this.ports = ports;
        this.drops = drops;
        this.meters = meters;
        this.flows = flows;
        this.tracker = tracker;
        this.rewriter = new HeaderRewriter(memory);
        PacketParser parser = new PacketParser();
        for (int i = 0; i < LEVELS; i++) {
            levels[i] = new ActivePacket(memory, pool.frameSize(), parser);
        }
    }

    /** A turn begins at this {@code System.nanoTime}. */
    public void turn(long turnNs) {
        nowNs = turnNs;
    }

    /**
     * Runs a flow on packet {@code i}; its frame is no longer the caller's. A flow without actions drops, and counts no
     * reason here: its translation knows the reason, and the slow path adds the flow's packets to it.
     */
    public void run(PacketBatch batch, int i, CompiledFlow flow) {
        int portNo = flow.singleOutput();
        if (portNo != -1) {
            send(portNo, batch.offset[i], batch.length[i]);
        } else if (flow.actions().isEmpty()) {
            pool.release(batch.offset[i]);
        } else {
            run(batch, i, flow.actions());
        }
    }

    /** Runs actions on packet {@code i}; its frame is no longer the caller's. */
    public void run(PacketBatch batch, int i, List<DatapathAction> actions) {
        ActivePacket packet = levels[0];
        packet.begin(
                batch.offset[i],
                batch.length[i],
                batch.l3Offset[i],
                batch.l4Offset[i],
                batch.keys,
                i * KeyLayout.PACKET_WORDS);
        lookupsLeft = MAX_LOOKUPS;
        execute(actions, 0, packet, 0);
        if (packet.stateful) {
            batch.markStateful(i);
        }
    }

    /** Runs actions from {@code from} on; the packet's frame is used up. */
    private void execute(List<DatapathAction> actions, int from, ActivePacket packet, int level) {
        int last = lastEffect(actions);
        for (int i = from; i <= last; i++) {
            DatapathAction action = actions.get(i);
            if (action instanceof DatapathAction.Output output) {
                if (i == last) {
                    send(output.portNo(), packet);
                    return;
                }
                sendCopy(output.portNo(), packet);
            } else if (action instanceof DatapathAction.Edit edit) {
                DropReason reason = rewriter.apply(edit, packet);
                if (reason != null) {
                    drop(packet, reason);
                    return;
                }
            } else if (!step(actions, i, i == last, packet, level)) {
                return;
            }
        }
        pool.release(packet.offset);
        if (level == 0 && !packet.used) {
            drops.count(DropReason.FLOW_ACTION_DROP);
        }
    }

    /** The last action that does more than prepare what follows it. */
    private static int lastEffect(List<DatapathAction> actions) {
        int last = actions.size() - 1;
        while (last >= 0 && isPreparation(actions.get(last))) {
            last--;
        }
        return last;
    }

    private static boolean isPreparation(DatapathAction action) {
        return switch (action) {
            case DatapathAction.Output _ -> false;
            case DatapathAction.Edit _,
                    DatapathAction.SetMark _,
                    DatapathAction.SetQueue _,
                    DatapathAction.Truncate _,
                    DatapathAction.Hash _,
                    DatapathAction.CtClear _ -> true;
            case DatapathAction.Meter _,
                    DatapathAction.Clone _,
                    DatapathAction.Sample _,
                    DatapathAction.CheckLength _,
                    DatapathAction.Ct _,
                    DatapathAction.Recirculate _,
                    DatapathAction.ToController _,
                    DatapathAction.ToSlowPath _ -> false;
        };
    }

    /** One action that is neither output nor edit; false where the packet is used up. */
    private boolean step(List<DatapathAction> actions, int i, boolean last, ActivePacket packet, int level) {
        return switch (actions.get(i)) {
            case DatapathAction.SetMark set -> setMark(set, packet);
            case DatapathAction.SetQueue set -> {
                packet.queueId = set.queueId();
                yield true;
            }
            case DatapathAction.Truncate truncate -> {
                packet.truncate(truncate.maxLength());
                yield true;
            }
            case DatapathAction.Meter meter -> meter(meter.meterId(), packet);
            case DatapathAction.Clone clone -> nested(clone.actions(), last, packet, level);
            case DatapathAction.Sample sample -> !isSampled(sample) || nested(sample.actions(), last, packet, level);
            case DatapathAction.CheckLength check -> {
                boolean greater = packet.sendLength() > check.length();
                execute(greater ? check.greater() : check.others(), 0, packet, level);
                yield false;
            }
            case DatapathAction.Hash hash -> hash(hash, packet);
            case DatapathAction.Ct ct -> track(ct, actions, i + 1, packet, level);
            case DatapathAction.CtClear _ -> {
                ConnectionTracker.clear(packet.key, packet.base);
                yield true;
            }
            case DatapathAction.Recirculate again -> recirculate(again.recircId(), last, packet, level);
            case DatapathAction.ToController to -> {
                packet.used = true;
                flows.offerPacketIn(to.spec(), packet.key, packet.base, memory, packet.offset, packet.length);
                yield true;
            }
            case DatapathAction.ToSlowPath _, DatapathAction.Output _, DatapathAction.Edit _ -> {
                drop(packet, DropReason.UNSUPPORTED_ACTION);
                yield false;
            }
        };
    }

    /** Open vSwitch takes the L4 hash when the packet comes in, and the symmetric one now. */
    private static boolean hash(DatapathAction.Hash hash, ActivePacket packet) {
        if (hash.algorithm() != DatapathHash.L4) {
            packet.ensureKey();
        }
        packet.setHash(DatapathHash.of(hash.algorithm(), hash.basis(), packet.key, packet.base));
        return true;
    }

    private static boolean setMark(DatapathAction.SetMark set, ActivePacket packet) {
        int at = packet.base + KeyLayout.W_MARK;
        long mask = (long) set.markMask() << 32;
        packet.key[at] = packet.key[at] & ~mask | (long) set.mark() << 32 & mask;
        packet.stateful = true;
        return true;
    }

    private boolean meter(int meterId, ActivePacket packet) {
        int verdict = meters.run(meterId, packet.length, nowNs);
        if (verdict == MeterTable.DROP) {
            drop(packet, DropReason.METER);
            return false;
        }
        if (verdict != MeterTable.PASS) {
            rewriter.raiseDropPrecedence(verdict, packet);
        }
        return true;
    }

    /** On the packet itself where nothing follows, else on a copy. */
    private boolean nested(List<DatapathAction> actions, boolean last, ActivePacket packet, int level) {
        if (actions.isEmpty()) {
            return true;
        }
        if (last) {
            execute(actions, 0, packet, level);
            return false;
        }
        ActivePacket copy = copy(packet, level + 1);
        if (copy != null) {
            execute(actions, 0, copy, level + 1);
        }
        return true;
    }

    private boolean isSampled(DatapathAction.Sample sample) {
        random ^= random << 13; // Marsaglia's xorshift
        random ^= random >>> 7;
        random ^= random << 17;
        return sample.probability() == -1 || Integer.compareUnsigned((int) (random >>> 32), sample.probability()) < 0;
    }

    private boolean track(
            DatapathAction.Ct ct, List<DatapathAction> actions, int next, ActivePacket packet, int level) {
        if (tracker == null) {
            drop(packet, DropReason.UNSUPPORTED_ACTION);
            return false;
        }
        packet.ensureKey();
        packet.stateful = true;
        int length = tracker.track(
                ct,
                memory,
                packet.offset,
                packet.length,
                packet.room(),
                packet.l3,
                packet.l4,
                packet.key,
                packet.base,
                nowNs);
        ConnectionTracker.Fragment fragment = tracker.takeReleased();
        for (; fragment != null; fragment = fragment.next) {
            release(fragment, actions, next, packet, level + 1);
        }
        if (length == ConnectionTracker.HELD) {
            pool.release(packet.offset);
            return false;
        }
        packet.length = length;
        return true;
    }

    /** A fragment that was held goes on as if it had been the packet that let it go. */
    private void release(
            ConnectionTracker.Fragment fragment,
            List<DatapathAction> actions,
            int next,
            ActivePacket letGoBy,
            int level) {
        if (level == LEVELS || fragment.length > pool.maxPacketBytes()) {
            drops.count(level == LEVELS ? DropReason.TOO_DEEP : DropReason.FRAME_TOO_LONG);
            return;
        }
        long frame = pool.allocate();
        if (frame < 0) {
            drops.count(DropReason.NO_FRAME_BUFFER);
            return;
        }
        long offset = frame + FramePool.HEADROOM;
        MemorySegment.copy(fragment.bytes, 0, memory, ValueLayout.JAVA_BYTE, offset, fragment.length);
        System.arraycopy(fragment.key, 0, keys[level], 0, KeyLayout.PACKET_WORDS);
        ActivePacket packet = levels[level];
        packet.begin(offset, fragment.length, fragment.l3, fragment.l4, keys[level], 0);
        packet.queueId = letGoBy.queueId;
        packet.recirculations = letGoBy.recirculations;
        int before = lookupsLeft;
        lookupsLeft = MAX_LOOKUPS; // a packet of its own
        execute(actions, next, packet, level);
        lookupsLeft = before;
    }

    private boolean recirculate(int recircId, boolean last, ActivePacket packet, int level) {
        if (last) {
            lookUpAgain(recircId, packet, level);
            return false;
        }
        ActivePacket copy = copy(packet, level + 1);
        if (copy != null) {
            lookUpAgain(recircId, copy, level + 1);
        }
        return true;
    }

    private void lookUpAgain(int recircId, ActivePacket packet, int level) {
        packet.used = true;
        if (--lookupsLeft < 0 || packet.recirculations++ == MAX_RECIRCULATIONS) {
            drop(packet, DropReason.TOO_MANY_RECIRCULATIONS);
            return;
        }
        packet.ensureKey();
        int at = packet.base + KeyLayout.W_IN_PORT;
        packet.key[at] = packet.key[at] & 0xffffffff_00000000L | recircId & 0xffffffffL;
        CompiledFlow flow = flows.find(packet.key, packet.base, memory, packet.offset, packet.length);
        if (flow == null) {
            pool.release(packet.offset);
        } else {
            execute(flow.actions(), 0, packet, level);
        }
    }

    /** A copy on a frame of its own, at that level; null where there is none, and its reason is counted. */
    private ActivePacket copy(ActivePacket packet, int level) {
        packet.used = true;
        if (level == LEVELS) {
            drops.count(DropReason.TOO_DEEP);
            return null;
        }
        long frame = pool.allocate();
        if (frame < 0) {
            drops.count(DropReason.NO_FRAME_BUFFER);
            return null;
        }
        long offset = frame + packet.headroom(); // fits there as the original does
        MemorySegment.copy(memory, packet.offset, memory, offset, packet.length);
        ActivePacket copy = levels[level];
        copy.copyFrom(packet, offset, keys[level]);
        return copy;
    }

    private void drop(ActivePacket packet, DropReason reason) {
        pool.release(packet.offset);
        drops.count(reason);
        packet.used = true;
    }

    private void send(int portNo, long offset, int length) {
        EnginePort port = ports.find(portNo);
        if (port != null && port.fits(length)) {
            port.stage(offset, length);
            return;
        }
        pool.release(offset);
        refuse(port);
    }

    private void send(int portNo, ActivePacket packet) {
        int length = packet.takeSendLength();
        EnginePort port = accepting(portNo, packet, length);
        packet.used = true;
        if (port == null) {
            pool.release(packet.offset);
        } else {
            port.stage(packet.offset, length, packet.queueId);
        }
    }

    private void sendCopy(int portNo, ActivePacket packet) {
        int length = packet.takeSendLength();
        EnginePort port = accepting(portNo, packet, length);
        packet.used = true;
        if (port == null) {
            return;
        }
        long frame = pool.allocate();
        if (frame < 0) {
            port.countTxDropped();
            drops.count(DropReason.NO_FRAME_BUFFER);
            return;
        }
        long offset = frame + packet.headroom(); // fits there as the original does
        MemorySegment.copy(memory, packet.offset, memory, offset, length);
        port.stage(offset, length, packet.queueId);
    }

    /** The port, if the packet may go out of it; else null, and its reason is counted. */
    private EnginePort accepting(int portNo, ActivePacket packet, int length) {
        EnginePort port = ports.find(portNo);
        if (port == null || !port.fits(length)) {
            refuse(port);
            return null;
        }
        if (packet.packetType() != 0 || length < Ethernet.HEADER_BYTES) {
            port.countTxDropped();
            drops.count(packet.packetType() != 0 ? DropReason.NOT_ETHERNET : DropReason.TRUNCATED_ETHERNET);
            return null;
        }
        return port;
    }

    private void refuse(EnginePort port) {
        if (port == null) {
            drops.count(DropReason.OUTPUT_PORT_GONE);
            return;
        }
        port.countTxDropped();
        drops.count(DropReason.OUTPUT_EXCEEDS_MTU);
    }
}
