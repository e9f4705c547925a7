package org.mirach.vswitch.slowpath.translate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.PipelineView;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.mirach.vswitch.pipeline.table.FlowTable;

/**
 * One translation under way: the packet as the pipeline now sees it, the packet as the datapath actions so far have made
 * it, and what was looked at.
 *
 * <p><b>Threads:</b> the one that translates; lives for one translation.
 */
final class Context {
    /** The cookie of no rule. */
    static final long NO_COOKIE = -1L;

    /** As deep as lookups and groups may go, and as clones may stand in each other in what ovs-ofctl reads. */
    private static final int MAX_NESTING = 64 + 100;

    final PipelineView view;
    final MacTable macTable;
    final RecircTable recircs;
    /** Null where nobody wants to know. */
    final TraceRecorder recorder;

    final long macVersion;
    /** The packet as the pipeline now sees it. */
    final long[] key;
    /** Bits of the packet as it came in that were looked at. */
    final long[] lookedAt = new long[KeyLayout.WORDS];

    final HeaderEdits edits;
    final Prerequisites prerequisites;
    final Freezer freezer;
    /** Where actions are appended: another list while those of a clone or a branch are worked out. */
    List<DatapathAction> actions = new ArrayList<>();

    final List<FlowEntry> entries = new ArrayList<>();
    final List<Translation.TableLookup> lookups = new ArrayList<>();
    final List<Translation.GroupUse> groups = new ArrayList<>();
    final List<Translation.Effect> effects = new ArrayList<>();
    final List<Integer> recircIds = new ArrayList<>();
    /** Tables that the outcome depends on, beside those that were looked up in. */
    final Set<FlowTable> watched = new LinkedHashSet<>();
    /** OpenFlow's action set, as written. */
    List<Action> actionSet = new ArrayList<>();

    boolean actionSetHasGroup;
    /** Values of push, the last one on top. */
    List<FieldValue> stack = new ArrayList<>();

    boolean usedMacTable;
    boolean packetOut;
    boolean inActionSet;
    /** Set by {@code exit}, and to freeze: nothing more happens now. */
    boolean exited;
    /** Set by an error, which drops the packet whatever was done so far. */
    boolean failed;
    /** Whether an error may be a bucket's own, which leaves the other buckets alone. */
    boolean failedByPacket;
    /** Whether ct_* say something. */
    boolean conntracked;
    /** A header was removed (MPLS, PBB): what is behind it, only another look at the packet tells. */
    boolean unparsed;

    DropReason dropReason;
    /** Lookups under way in a table no later than the one before: resubmits that could be a loop. */
    int depth;
    /** Entries executed. */
    int resubmits;
    /** Steps executed, and lists begun. */
    int steps;
    /** Lists of actions of their own that are being worked out, one within the other. */
    private int nesting;
    /** Sections of the trace that are open. */
    int indent;

    int tableId;
    long cookie = NO_COOKIE;
    /** Entry being executed; null for a miss, a packet-out, or after a recirculation. */
    FlowEntry entry;

    /** The packet, without and with what the datapath has made of it. */
    record Saved(
            long[] key,
            HeaderEdits.Saved edits,
            int queue,
            boolean networkHidden,
            boolean conntracked,
            boolean unparsed,
            List<FieldValue> stack,
            List<Action> actionSet,
            boolean actionSetHasGroup) {}

    Context(PipelineView view, MacTable macTable, RecircTable recircs, FlowKey packet, TraceRecorder recorder) {
        this.view = view;
        this.macTable = macTable;
        this.recircs = recircs;
        this.recorder = recorder;
        macVersion = macTable.version();
        key = packet.toArray();
        lookAtAlways();
        key[KeyLayout.W_ACTSET_CONJ] = (long) PortNo.UNSET << 32;
        edits = new HeaderEdits(key, lookedAt);
        prerequisites = new Prerequisites(key, lookedAt);
        freezer = new Freezer(this);
    }

    /**
     * What Open vSwitch looks at in every packet (xlate_wc_init): in_port, recirc_id, eth_type, whether IP is a fragment,
     * and the packet type where it may be another than Ethernet.
     */
    private void lookAtAlways() {
        lookedAt[KeyLayout.W_IN_PORT] = -1L;
        lookedAt[KeyLayout.W_ETH_DST_TYPE] |= 0xffff;
        if (isIp()) {
            lookedAt[KeyLayout.W_IP] |= KeyLayout.FRAG_ANY | KeyLayout.FRAG_LATER;
        }
        if ((key[KeyLayout.W_IN_PORT] & 0xffffffffL) != 0 || HeaderEdits.packetType(key) != 0) {
            lookedAt[KeyLayout.W_TYPE_HASH] |= 0xffffffffL << 32;
        }
    }

    int inPort() {
        return (int) (key[KeyLayout.W_IN_PORT] >>> 32);
    }

    void inPort(int portNo) {
        key[KeyLayout.W_IN_PORT] = key[KeyLayout.W_IN_PORT] & 0xffffffffL | (long) portNo << 32;
    }

    int recircId() {
        return (int) key[KeyLayout.W_IN_PORT];
    }

    int ethType() {
        return (int) key[KeyLayout.W_ETH_DST_TYPE] & 0xffff;
    }

    boolean isIp() {
        return ethType() == EtherType.IPV4 || ethType() == EtherType.IPV6;
    }

    void actionSetOutput(int portNo) {
        key[KeyLayout.W_ACTSET_CONJ] = key[KeyLayout.W_ACTSET_CONJ] & 0xffffffffL | (long) portNo << 32;
    }

    /** Tells of a step; for text that costs nothing. */
    void step(String text) {
        if (recorder != null) {
            recorder.step(indent, text);
        }
    }

    /** Tells of a step; for text that has to be made. */
    void step(Supplier<String> text) {
        if (recorder != null) {
            recorder.step(indent, text.get());
        }
    }

    /** Tells more of the step before. */
    void detail(Supplier<String> text) {
        step(() -> "     -> " + text.get());
    }

    /** Notes why the packet (or this copy of it) goes nowhere; the first reason stays. */
    void drop(DropReason reason, String text) {
        step(text);
        if (dropReason == null) {
            dropReason = reason;
        }
    }

    /** Drops the packet altogether. {@code summary} is what Open vSwitch calls the error. */
    void fail(DropReason reason, String text, String summary) {
        step("     >>>> " + text);
        if (dropReason == null) {
            dropReason = reason;
        }
        dropReason = reason;
        failed = true;
        exited = true;
        if (recorder != null) {
            recorder.failed(summary);
        }
    }

    /** Drops the packet for what it is; within a group, drops only the bucket's copy. */
    void failForPacket(DropReason reason, String text, String summary) {
        fail(reason, text, summary);
        failedByPacket = true;
    }

    void commit() {
        edits.commit(actions);
    }

    /** Sends the packet, as it now is, out of a port of the engine. */
    void output(int portNo) {
        commit();
        actions.add(new DatapathAction.Output(portNo));
    }

    Saved save() {
        return new Saved(
                key.clone(),
                edits.save(),
                edits.queue,
                edits.networkHidden,
                conntracked,
                unparsed,
                new ArrayList<>(stack),
                new ArrayList<>(actionSet),
                actionSetHasGroup);
    }

    /** The pipeline sees the packet as it was; what the datapath has made of it stays. */
    void restorePacket(Saved saved) {
        System.arraycopy(saved.key(), 0, key, 0, key.length);
        edits.queue = saved.queue();
        edits.networkHidden = saved.networkHidden();
        unparsed = saved.unparsed();
    }

    void restoreStackAndSet(Saved saved) {
        stack = new ArrayList<>(saved.stack());
        actionSet = new ArrayList<>(saved.actionSet());
        actionSetHasGroup = saved.actionSetHasGroup();
    }

    /** Everything is as it was, the datapath's packet too: what happened since, happened to a copy. */
    void restoreAll(Saved saved) {
        restorePacket(saved);
        restoreStackAndSet(saved);
        edits.restore(saved.edits());
        conntracked = saved.conntracked();
    }

    /** Works out actions into a list of their own; fails where that is within too many others. */
    List<DatapathAction> apart(Runnable work) {
        if (nesting == MAX_NESTING) {
            fail(DropReason.TOO_MANY_RESUBMITS, "over max nesting of actions " + MAX_NESTING, "Recursion too deep");
            return new ArrayList<>();
        }
        List<DatapathAction> outer = actions;
        actions = new ArrayList<>();
        nesting++;
        try {
            work.run();
            return actions;
        } finally {
            nesting--;
            actions = outer;
        }
    }

    /**
     * Does {@code work}, then sees the packet as it was before. Its actions go into the list as they are: later edits take
     * back what they changed. Where that can't be (a header was taken off for good), they become a clone.
     */
    void isolated(Runnable work) {
        Saved before = save();
        boolean outerIrreversible = edits.irreversible();
        edits.irreversible(false);
        List<DatapathAction> inner = apart(work);
        if (edits.irreversible()) {
            edits.restore(before.edits());
            actions.add(new DatapathAction.Clone(inner));
        } else {
            actions.addAll(inner);
        }
        edits.irreversible(outerIrreversible);
        restorePacket(before);
    }

    Translation finish() {
        if (recorder != null) {
            recorder.finalKey(key);
        }
        if (failed) {
            actions.clear();
        }
        DropReason reason = !actions.isEmpty() ? null : dropReason == null ? DropReason.FLOW_ACTION_DROP : dropReason;
        return new Translation(
                actions,
                mask(),
                entries,
                lookups,
                groups,
                effects,
                recircIds,
                watched,
                failed,
                usedMacTable,
                reason,
                view.version(),
                macVersion);
    }

    /** Cuts off the pipeline zone, and asks for the VLAN's presence where anything of the tag is asked for. */
    private FlowMask mask() {
        for (int i = KeyLayout.PACKET_WORDS; i < KeyLayout.WORDS; i++) {
            lookedAt[i] = 0;
        }
        if ((lookedAt[KeyLayout.W_ETH_SRC_TCI] & 0xffff) != 0) {
            lookedAt[KeyLayout.W_ETH_SRC_TCI] |= KeyLayout.VLAN_PRESENT;
        }
        return FlowMask.copyOf(lookedAt);
    }
}
