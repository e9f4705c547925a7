package org.mirach.vswitch.slowpath.translate;

import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Action;
import org.mirach.vswitch.fastpath.execute.ConnectionTracker;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Connection tracking actions. The tracker runs in the engine, so what it says of a packet is seen when the packet comes
 * back: ct(table=) sends a copy there and goes on with the packet, untracked.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class Connections {
    private final Context context;
    private final FieldActions fields;

    Connections(Context context, FieldActions fields) {
        this.context = context;
        this.fields = fields;
    }

    void track(Action.Ct ct, TableWalk walk) {
        int zone = ct.zoneSource()
                .map(source -> (int) fields.read(source).lo() & 0xffff)
                .orElse(ct.zone());
        context.commit();
        Fields written = new Fields();
        DatapathAction.Nat nat = null;
        if (ct.actions().isEmpty()) {
            context.step("    drop"); // so Open vSwitch reports an empty list
        }
        for (Action action : ct.actions()) {
            context.step(() -> "    " + new Op.Do(action).text());
            if (action instanceof Action.Nat each) {
                nat = nat(each);
            } else {
                written.write(action);
            }
        }
        DatapathAction.Ct tracked = written.action(ct, zone, nat);
        context.actions.add(tracked);
        written.show();
        if (ct.tableId() != Action.Ct.NO_TABLE) {
            context.conntracked = true;
            fork(ct.tableId(), tracked, zone);
        }
        forget();
        context.detail(() -> "Sets the packet to an untracked state, and clears all the conntrack fields.");
    }

    private void fork(int tableId, DatapathAction.Ct ct, int zone) {
        long[] now = context.key.clone();
        int id = context.freezer.fork(tableId);
        if (context.recorder != null) {
            now[KeyLayout.W_IN_PORT] = now[KeyLayout.W_IN_PORT] & ~0xffffffffL | id & 0xffffffffL;
            now[KeyLayout.W_CT] = now[KeyLayout.W_CT] & ~(0xffffL << 16) | (long) zone << 16;
            context.recorder.recirculated(new TraceRecorder.Recirculation(id, FlowKey.copyOf(now), ct.nat()));
        }
        context.detail(
                () -> "A clone of the packet is forked to recirculate. The forked pipeline will be resumed at table "
                        + tableId + ".");
    }

    /** ct_clear: only a packet that was tracked has something to clear. */
    void clear() {
        if (context.conntracked) {
            forget();
            context.actions.add(new DatapathAction.CtClear());
        }
    }

    /** The packet is untracked again, as far as the pipeline sees. */
    private void forget() {
        ConnectionTracker.clear(context.key, 0);
        context.conntracked = false;
    }

    boolean hasOriginalTuple() {
        return context.isIp() && (context.key[KeyLayout.W_CT] >>> 8 & 0xff) != 0;
    }

    /** Swaps the packet's addresses and ports with those of its connection's original direction; and what was looked at. */
    void swapTuple() {
        swapTuple(context.key);
        swapTuple(context.lookedAt);
    }

    private void swapTuple(long[] words) {
        swap(words, KeyLayout.W_IP, 24, KeyLayout.W_CT, 8, 0xff);
        swap(words, KeyLayout.W_L4, 32, KeyLayout.W_CT_TP, 32, 0xffffffffL);
        if (context.ethType() == EtherType.IPV4) {
            swap(words, KeyLayout.W_IPV4, 0, KeyLayout.W_CT_IPV4, 0, -1L);
        } else {
            for (int i = 0; i < 2; i++) {
                swap(words, KeyLayout.W_IPV6_SRC + i, 0, KeyLayout.W_CT_IPV6_SRC + i, 0, -1L);
                swap(words, KeyLayout.W_IPV6_DST + i, 0, KeyLayout.W_CT_IPV6_DST + i, 0, -1L);
            }
        }
    }

    private static void swap(long[] words, int one, int oneShift, int other, int otherShift, long bits) {
        long first = words[one] >>> oneShift & bits;
        long second = words[other] >>> otherShift & bits;
        words[one] = words[one] & ~(bits << oneShift) | second << oneShift;
        words[other] = words[other] & ~(bits << otherShift) | first << otherShift;
    }

    private static DatapathAction.Nat nat(Action.Nat nat) {
        return new DatapathAction.Nat(
                nat.flags(),
                nat.ipv6(),
                nat.min().hi(),
                nat.min().lo(),
                nat.max().hi(),
                nat.max().lo(),
                nat.portMin(),
                nat.portMax());
    }

    /** What exec(...) writes to ct_mark and ct_label. */
    private final class Fields {
        private FieldValue mark = FieldValue.ZERO;
        private FieldValue markMask = FieldValue.ZERO;
        private FieldValue label = FieldValue.ZERO;
        private FieldValue labelMask = FieldValue.ZERO;

        void write(Action action) {
            switch (action) {
                case Action.SetField set -> write(set.field(), set.value(), set.mask());
                case Action.RegLoad load -> {
                    FieldValue ones = FieldValue.ones(load.destination().bits());
                    write(
                            load.destination().field(),
                            FieldActions.shifted(
                                    FieldValue.of(load.value()).and(ones),
                                    load.destination().offset()),
                            FieldActions.shifted(ones, load.destination().offset()));
                }
                case Action.RegMove move -> {
                    FieldValue ones = FieldValue.ones(move.destination().bits());
                    write(
                            move.destination().field(),
                            FieldActions.shifted(
                                    fields.read(move.source()),
                                    move.destination().offset()),
                            FieldActions.shifted(ones, move.destination().offset()));
                }
                default -> {} // the decoder lets no other in
            }
        }

        private void write(Field field, FieldValue value, FieldValue mask) {
            if (field == Field.CT_MARK) {
                mark = merged(mark, value, mask);
                markMask = or(markMask, mask);
            } else if (field == Field.CT_LABEL) {
                label = merged(label, value, mask);
                labelMask = or(labelMask, mask);
            }
        }

        private static FieldValue merged(FieldValue old, FieldValue value, FieldValue mask) {
            return new FieldValue(
                    old.hi() & ~mask.hi() | value.hi() & mask.hi(), old.lo() & ~mask.lo() | value.lo() & mask.lo());
        }

        private static FieldValue or(FieldValue one, FieldValue other) {
            return new FieldValue(one.hi() | other.hi(), one.lo() | other.lo());
        }

        DatapathAction.Ct action(Action.Ct ct, int zone, DatapathAction.Nat nat) {
            return new DatapathAction.Ct(
                    (ct.flags() & Action.Ct.COMMIT) != 0,
                    (ct.flags() & Action.Ct.FORCE) != 0,
                    zone,
                    (int) mark.lo(),
                    (int) markMask.lo(),
                    label.hi(),
                    label.lo(),
                    labelMask.hi(),
                    labelMask.lo(),
                    ct.algPort(),
                    nat);
        }

        /** The key has them until the fork is made. */
        void show() {
            context.key[KeyLayout.W_MARK] = context.key[KeyLayout.W_MARK] & ~markMask.lo() | mark.lo() & markMask.lo();
            context.key[KeyLayout.W_CT_LABEL] =
                    context.key[KeyLayout.W_CT_LABEL] & ~labelMask.hi() | label.hi() & labelMask.hi();
            context.key[KeyLayout.W_CT_LABEL + 1] =
                    context.key[KeyLayout.W_CT_LABEL + 1] & ~labelMask.lo() | label.lo() & labelMask.lo();
        }
    }
}
