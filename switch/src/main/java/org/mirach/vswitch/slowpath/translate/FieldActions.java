package org.mirach.vswitch.slowpath.translate;

import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.pipeline.match.FieldSlot;

/**
 * Reads and writes fields of the packet: set_field, load, move, push and pop. What is read, and what is written (for the
 * packet may have that value already), counts as looked at. A field that the packet lacks is left alone.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class FieldActions {
    private static final FieldSlot TCI = FieldSlot.of(Field.VLAN_TCI);
    private static final FieldSlot VID = FieldSlot.of(Field.VLAN_VID);
    private static final FieldSlot PCP = FieldSlot.of(Field.VLAN_PCP);

    private final Context context;

    FieldActions(Context context) {
        this.context = context;
    }

    /** Whether the packet has the field. */
    boolean has(Field field) {
        return FieldSlot.of(field) != null && context.prerequisites.met(field);
    }

    /** Writes the bits of {@code mask}, if the packet has the field. */
    void set(Field field, FieldValue value, FieldValue mask) {
        if (!has(field)) {
            context.step(
                    () -> "     >> unmet prerequisites for " + field.names().getFirst() + ", set_field ignored");
            return;
        }
        write(field, value, mask);
    }

    /** Writes bits of a field whatever the packet is. */
    void write(Subfield to, FieldValue value) {
        FieldValue mask = FieldValue.ones(to.bits());
        write(to.field(), shifted(value.and(mask), to.offset()), shifted(mask, to.offset()));
    }

    private void write(Field field, FieldValue value, FieldValue mask) {
        FieldSlot slot = FieldSlot.of(field);
        slot.put(context.lookedAt, -1, -1, mask.hi(), mask.lo());
        switch (field) {
            case VLAN_VID -> setVid((int) (value.lo() & mask.lo()), (int) mask.lo());
            case VLAN_PCP -> setPcp((int) value.lo() << 13, (int) mask.lo() << 13 & 0xe000);
            case VLAN_TCI -> setTci((int) value.lo(), (int) mask.lo());
            case ETH_TYPE -> rewriteNow(slot, value, new DatapathAction.SetEtherType((int) value.lo()));
            case IP_PROTO -> rewriteNow(slot, value, new DatapathAction.SetIpProto((int) value.lo()));
            case MPLS_BOS -> rewriteNow(slot, value, new DatapathAction.SetMpls((int) value.lo() << 8, 1 << 8));
            default -> slot.put(context.key, value, mask);
        }
    }

    /**
     * Writes what says how the rest of the packet is to be read (Open vSwitch has no such action): at once, and the packet
     * is read again before anything else is done to it.
     */
    private void rewriteNow(FieldSlot slot, FieldValue value, DatapathAction.Edit edit) {
        if (!slot.get(context.key).equals(value)) {
            context.commit();
            context.actions.add(edit);
            slot.put(context.key, value, new FieldValue(-1, -1));
            context.edits.rewritten();
            context.unparsed = true;
        }
    }

    /** On a packet without a tag, a value with the present bit makes one. */
    private void setVid(int value, int mask) {
        context.lookedAt[KeyLayout.W_ETH_SRC_TCI] |= KeyLayout.VLAN_PRESENT;
        if (context.edits.vlans().tagged()) {
            context.edits.vlans().setTci(value & 0xfff, mask & 0xfff);
        } else if ((value & KeyLayout.VLAN_PRESENT) != 0) {
            context.edits.vlans().push(EtherType.VLAN, value);
        }
    }

    private void setPcp(int bits, int mask) {
        if (context.edits.vlans().tagged()) {
            context.edits.vlans().setTci(bits, mask);
        }
    }

    /**
     * Nicira's vlan_tci as a whole: without the present bit the packet has no tags, but the other bits can be read, and
     * tags that come back with that bit, as in Open vSwitch.
     */
    private void setTci(int value, int mask) {
        context.lookedAt[KeyLayout.W_ETH_SRC_TCI] |= 0xffff;
        int tci = (int) TCI.get(context.key).lo() & ~mask | value & mask;
        VlanStack vlans = context.edits.vlans();
        if ((tci & KeyLayout.VLAN_PRESENT) == 0) {
            vlans.setTci(tci, 0xffff);
        } else if (vlans.tagged()) {
            vlans.setTci(tci, 0xefff);
        } else {
            vlans.push(EtherType.VLAN, tci);
        }
    }

    /** OpenFlow 1.0's set_vlan_vid and set_vlan_pcp: push a tag where there is none. */
    void setVlan(int bits, int mask) {
        (mask == 0xfff ? VID : PCP).addTo(context.lookedAt);
        context.lookedAt[KeyLayout.W_ETH_SRC_TCI] |= KeyLayout.VLAN_PRESENT;
        if (context.edits.vlans().tagged()) {
            context.edits.vlans().setTci(bits, mask);
        } else {
            context.edits.vlans().push(EtherType.VLAN, KeyLayout.VLAN_PRESENT | bits);
        }
    }

    /** OpenFlow 1.0's set_tp_src and set_tp_dst, on whatever IP packet. */
    void setPort(Field field, int port) {
        if (context.isIp() && (context.key[KeyLayout.W_IP] & KeyLayout.FRAG_LATER) == 0) {
            context.prerequisites.protocol();
            FieldSlot.of(field).addTo(context.lookedAt);
            FieldSlot.of(field).put(context.key, FieldValue.of(port), FieldValue.ones(16));
        }
    }

    /** Writes bits of a field, if the packet has it, and tells what came of it. */
    void load(Subfield to, FieldValue value) {
        FieldValue mask = FieldValue.ones(to.bits());
        set(to.field(), shifted(value.and(mask), to.offset()), shifted(mask, to.offset()));
    }

    /** The same, telling what came of it. */
    void loadAndTell(Subfield to, FieldValue value) {
        load(to, value);
        context.detail(() -> SubfieldText.isNow(to, FieldSlot.of(to.field()).get(context.key)));
    }

    void move(Subfield from, Subfield to) {
        if (has(from.field()) && has(to.field())) {
            load(to, read(from));
        }
        context.detail(() -> SubfieldText.isNow(to, FieldSlot.of(to.field()).get(context.key)));
    }

    /** A tunnel option that is not sent: without a tunnel there is nothing more to it than zeros. */
    void delete(Field field) {
        if (FieldSlot.of(field) != null) {
            FieldSlot.of(field).put(context.key, FieldValue.ZERO, field.fullMask());
        }
        context.detail(() -> "delete " + field.names().getFirst());
    }

    void push(Subfield from) {
        if (FieldSlot.of(from.field()) != null) {
            context.stack.add(read(from));
        }
    }

    void pop(Subfield to) {
        if (context.stack.isEmpty()) {
            context.step("     >>>> stack underflow");
        } else {
            loadAndTell(to, context.stack.removeLast());
        }
    }

    /** How much of Open vSwitch's stack the values would take: their octets, and one for the length. */
    int stackBytes() {
        return context.stack.size() * 17; // the longest value has 16
    }

    /** Bits of a field, right-aligned, which count as looked at. */
    FieldValue read(Subfield from) {
        FieldSlot slot = FieldSlot.of(from.field());
        FieldValue mask = shifted(FieldValue.ones(from.bits()), from.offset());
        slot.put(context.lookedAt, -1, -1, mask.hi(), mask.lo());
        return bits(slot.get(context.key), from);
    }

    /** Bits of a field's value, right-aligned. */
    static FieldValue bits(FieldValue value, Subfield from) {
        FieldValue ones = FieldValue.ones(from.bits());
        int offset = from.offset();
        if (offset == 0) {
            return value.and(ones);
        }
        return (offset < 64
                        ? new FieldValue(value.hi() >>> offset, value.lo() >>> offset | value.hi() << 64 - offset)
                        : FieldValue.of(value.hi() >>> offset - 64))
                .and(ones);
    }

    static FieldValue shifted(FieldValue bits, int by) {
        if (by == 0) {
            return bits;
        }
        return by < 64
                ? new FieldValue(bits.hi() << by | bits.lo() >>> 64 - by, bits.lo() << by)
                : new FieldValue(bits.lo() << by - 64, 0);
    }
}
