package org.mirach.vswitch.slowpath.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.model.Action;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.PipelineView;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.mirach.vswitch.slowpath.PacketInNotice;

/**
 * One translation under way: the packet as the pipeline now sees it, the packet as the datapath actions so far have made
 * it, and what was looked at.
 *
 * <p><b>Threads:</b> the one that translates; lives for one translation.
 */
final class Context {
    /** The entry of no rule. */
    static final long NO_COOKIE = -1L;

    final PipelineView view;
    final MacTable macTable;
    /** Null where nobody wants to know. */
    final TraceRecorder recorder;

    final long macVersion;
    /** The packet as the pipeline now sees it. */
    final long[] key;
    /** Bits of the packet as it came in that were looked at. */
    final long[] lookedAt = new long[KeyLayout.WORDS];

    final HeaderEdits edits;
    final List<DatapathAction> actions = new ArrayList<>();
    final List<PacketInRequest> packetIns = new ArrayList<>();
    final List<FlowEntry> entries = new ArrayList<>();
    final List<Translation.TableLookup> lookups = new ArrayList<>();
    final List<Translation.Effect> effects = new ArrayList<>();
    /** OpenFlow's action set. */
    final List<Action> actionSet = new ArrayList<>();

    boolean usedMacTable;
    boolean packetOut;
    boolean inActionSet;
    /** Set by {@code exit}: nothing more happens. */
    boolean exited;
    /** Set by an error, which drops the packet whatever was done so far. */
    boolean failed;

    DropReason dropReason;
    /** Lookups under way in a table no later than the one before: resubmits that could be a loop. */
    int depth;
    /** Lookups under way. */
    int indent;

    int tableId;
    /** Entry being executed; null for a miss or a packet-out. */
    FlowEntry entry;

    Context(PipelineView view, MacTable macTable, FlowKey packet, TraceRecorder recorder) {
        this.view = view;
        this.macTable = macTable;
        this.recorder = recorder;
        macVersion = macTable.version();
        key = packet.toArray();
        lookAtAlways();
        hideFragmentPorts();
        edits = new HeaderEdits(key, lookedAt);
    }

    /** What Open vSwitch looks at in every packet (xlate_wc_init): in_port, eth_type, and whether IP is a fragment. */
    private void lookAtAlways() {
        lookedAt[KeyLayout.W_IN_PORT] = -1L;
        lookedAt[KeyLayout.W_ETH_DST_TYPE] |= 0xffff;
        if (isIp()) {
            lookedAt[KeyLayout.W_IP] |= KeyLayout.FRAG_ANY | KeyLayout.FRAG_LATER;
        }
    }

    /** Fragments match as if they had no ports, the first one too: OFPC_FRAG_NORMAL. */
    private void hideFragmentPorts() {
        if (isIp() && (key[KeyLayout.W_IP] & KeyLayout.FRAG_ANY) != 0) {
            key[KeyLayout.W_L4] &= 0xffffffffL;
        }
    }

    int inPort() {
        return (int) (key[KeyLayout.W_IN_PORT] >>> 32);
    }

    void inPort(int portNo) {
        key[KeyLayout.W_IN_PORT] = key[KeyLayout.W_IN_PORT] & 0xffffffffL | (long) portNo << 32;
    }

    int ethType() {
        return (int) key[KeyLayout.W_ETH_DST_TYPE] & 0xffff;
    }

    boolean isIp() {
        return ethType() == EtherType.IPV4 || ethType() == EtherType.IPV6;
    }

    long cookie() {
        return entry == null ? NO_COOKIE : entry.cookie();
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

    /** Notes why the packet (or this copy of it) goes nowhere; the first reason stays. */
    void drop(DropReason reason, String text) {
        step(text);
        if (dropReason == null) {
            dropReason = reason;
        }
    }

    /** Drops the packet altogether. */
    void fail(DropReason reason, String text) {
        drop(reason, text);
        dropReason = reason;
        failed = true;
        exited = true;
        if (recorder != null) {
            recorder.failed(text.replaceFirst("^[ >-]+", ""));
        }
    }

    /** Sends the packet, as it now is, out of a port of the engine. */
    void output(int portNo) {
        edits.commit(actions);
        actions.add(new DatapathAction.Output(portNo));
    }

    /** Sends the packet, as it now is, to the controllers. */
    void toController(PacketInNotice.Cause cause, int maxLength, int controllerId) {
        edits.commit(actions);
        List<DatapathAction> soFar = actions.stream()
                .filter(a -> !(a instanceof DatapathAction.Output))
                .toList();
        packetIns.add(new PacketInRequest(
                cause, tableId, cookie(), maxLength, controllerId, key[KeyLayout.W_METADATA], soFar));
    }

    Translation finish() {
        if (recorder != null) {
            recorder.finalKey(key);
        }
        if (failed) {
            actions.clear();
            packetIns.clear();
            effects.clear();
        }
        dropTrailingEdits();
        boolean nothing = actions.isEmpty() && packetIns.isEmpty();
        DropReason reason = !nothing ? null : dropReason == null ? DropReason.FLOW_ACTION_DROP : dropReason;
        return new Translation(
                actions,
                mask(),
                packetIns,
                entries,
                lookups,
                effects,
                usedMacTable,
                reason,
                view.version(),
                macVersion);
    }

    /** Edits made for a controller's copy, after which nothing goes out. */
    private void dropTrailingEdits() {
        while (!actions.isEmpty() && !(actions.getLast() instanceof DatapathAction.Output)) {
            actions.removeLast();
        }
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
