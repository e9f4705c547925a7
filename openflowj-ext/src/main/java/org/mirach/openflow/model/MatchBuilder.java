package org.mirach.openflow.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldSource;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Prerequisite;

/**
 * Collects the fields of a {@link Match}. Setting a field again replaces it; a zero mask removes it.
 *
 * <p><b>Threads:</b> one.
 */
public final class MatchBuilder implements FieldSource {
    /** Bits of CT_STATE that mean something; the field is wider. */
    private static final long CT_STATES = 0xff;

    private Field[] fields = new Field[8];
    private long[] words = new long[32];
    private int count;
    private List<RawField> unknown = List.of();

    MatchBuilder() {}

    /** Matches all bits of a field of at most 64 bits. */
    public MatchBuilder exact(Field field, long value) {
        FieldValue full = field.fullMask();
        return masked(field, 0, value, full.hi(), full.lo());
    }

    /** Matches all bits of a field. */
    public MatchBuilder exact(Field field, FieldValue value) {
        FieldValue full = field.fullMask();
        return masked(field, value.hi(), value.lo(), full.hi(), full.lo());
    }

    /** Matches some bits of a field of at most 64 bits. */
    public MatchBuilder masked(Field field, long value, long mask) {
        return masked(field, 0, value, 0, mask);
    }

    public MatchBuilder masked(Field field, FieldValue value, FieldValue mask) {
        return masked(field, value.hi(), value.lo(), mask.hi(), mask.lo());
    }

    /** Matches the bits of {@code mask}; bits outside the field's width are ignored. */
    public MatchBuilder masked(Field field, long valueHi, long valueLo, long maskHi, long maskLo) {
        if (field.actionOnly()) {
            return normalised(field, valueHi, valueLo, maskHi, maskLo);
        }
        FieldValue full = field.fullMask();
        long hi = maskHi & full.hi();
        long lo = field == Field.CT_STATE ? maskLo & CT_STATES : maskLo & full.lo();
        int index = indexOf(field);
        if ((hi | lo) == 0) {
            remove(index);
            return this;
        }
        if (index < 0) {
            index = insert(field);
        }
        words[4 * index] = valueHi & hi;
        words[4 * index + 1] = valueLo & lo;
        words[4 * index + 2] = hi;
        words[4 * index + 3] = lo;
        return this;
    }

    /** A field that stands in actions only, as the fields that a match has instead. */
    private MatchBuilder normalised(Field field, long valueHi, long valueLo, long maskHi, long maskLo) {
        return switch (field) {
            case VLAN_TCI -> vlanTci((int) valueLo, (int) maskLo);
            case IN_PORT16 ->
                masked(Field.IN_PORT, PortNo.fromOf10((int) valueLo & 0xffff) & 0xffffffffL, maskLo == 0 ? 0 : -1L);
            case NW_TOS -> masked(Field.IP_DSCP, valueLo >>> 2, maskLo >>> 2);
            default -> {
                int first = field.ordinal() - Field.XREG0.ordinal();
                if (field.bits() == 64) {
                    yield registers(2 * first, valueLo, maskLo);
                }
                first = field.ordinal() - Field.XXREG0.ordinal();
                registers(4 * first, valueHi, maskHi);
                yield registers(4 * first + 2, valueLo, maskLo);
            }
        };
    }

    private MatchBuilder registers(int first, long value, long mask) {
        masked(Field.register(first), value >>> 32, mask >>> 32);
        return masked(Field.register(first + 1), value & 0xffffffffL, mask & 0xffffffffL);
    }

    /**
     * Leaves out that the packet is Ethernet, where another field implies it: then it says nothing, and Open vSwitch
     * writes it only where nothing else implies it.
     */
    public MatchBuilder withoutImpliedEthernet() {
        int index = indexOf(Field.PACKET_TYPE);
        if (index < 0 || words[4 * index + 1] != 0) {
            return this;
        }
        for (int i = 0; i < count; i++) {
            if (fields[i].prerequisite() != Prerequisite.NONE) {
                remove(index);
                return this;
            }
        }
        return this;
    }

    /** NXM's VLAN_TCI as the two fields of OpenFlow 1.3: its CFI bit is OFPVID_PRESENT. */
    private MatchBuilder vlanTci(int tci, int mask) {
        masked(Field.VLAN_VID, tci & 0x1fff, mask & 0x1fff);
        return masked(Field.VLAN_PCP, tci >> 13 & 7, mask >> 13 & 7);
    }

    /** Forgets all fields, to build another match without new arrays. */
    public MatchBuilder clear() {
        count = 0;
        unknown = List.of();
        return this;
    }

    public MatchBuilder remove(Field field) {
        remove(indexOf(field));
        return this;
    }

    /** Keeps a field that the table does not know. */
    public MatchBuilder unknown(RawField field) {
        if (unknown.isEmpty()) {
            unknown = new ArrayList<>();
        }
        unknown.add(field);
        return this;
    }

    public boolean has(Field field) {
        return indexOf(field) >= 0;
    }

    @Override
    public long value(Field field) {
        int index = indexOf(field);
        return index < 0 ? 0 : words[4 * index + 1];
    }

    @Override
    public long mask(Field field) {
        int index = indexOf(field);
        return index < 0 ? 0 : words[4 * index + 3];
    }

    @Override
    public boolean exact(Field field) {
        int index = indexOf(field);
        FieldValue full = field.fullMask();
        return index >= 0 && words[4 * index + 2] == full.hi() && words[4 * index + 3] == full.lo();
    }

    public Match build() {
        if (count == 0 && unknown.isEmpty()) {
            return Match.ANY;
        }
        return new Match(Arrays.copyOf(fields, count), Arrays.copyOf(words, 4 * count), List.copyOf(unknown));
    }

    private int indexOf(Field field) {
        for (int i = 0; i < count; i++) {
            if (fields[i] == field) {
                return i;
            }
        }
        return -1;
    }

    private int insert(Field field) {
        if (count == fields.length) {
            fields = Arrays.copyOf(fields, 2 * count);
            words = Arrays.copyOf(words, 8 * count);
        }
        int at = count;
        while (at > 0 && fields[at - 1].ordinal() > field.ordinal()) {
            at--;
        }
        System.arraycopy(fields, at, fields, at + 1, count - at);
        System.arraycopy(words, 4 * at, words, 4 * at + 4, 4 * (count - at));
        fields[at] = field;
        count++;
        return at;
    }

    private void remove(int index) {
        if (index >= 0) {
            System.arraycopy(fields, index + 1, fields, index, count - index - 1);
            System.arraycopy(words, 4 * index + 4, words, 4 * index, 4 * (count - index - 1));
            count--;
        }
    }
}
