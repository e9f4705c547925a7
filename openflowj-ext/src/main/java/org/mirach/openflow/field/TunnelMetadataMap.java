package org.mirach.openflow.field;

import java.util.ArrayList;
import java.util.List;

/**
 * Which Geneve option each of TUN_METADATA0 to TUN_METADATA63 stands for: the TLV table of Open vSwitch (NXT_TLV_TABLE_MOD).
 * Immutable; a change makes another map, in which what stays keeps its place.
 *
 * <p><i>Limits.</i> An option has 4 to 16 octets (Open vSwitch: 124), all together {@link #SPACE} (Open vSwitch: 256). An
 * option's place is aligned to the power of two that holds it, so that one of up to 8 octets lies within one word
 * of 64 bits and a longer one takes two whole words.
 */
public final class TunnelMetadataMap {
    /** How many fields there are. */
    public static final int COUNT = 64;
    /** Octets of one option at most. */
    public static final int MAX_OCTETS = 16;
    /** Octets of all options at most. */
    public static final int SPACE = 64;

    private static final int UNIT = 4;

    /** No field is mapped. */
    public static final TunnelMetadataMap EMPTY = new TunnelMetadataMap(new Mapping[COUNT], new int[COUNT]);

    /**
     * One row of the table.
     *
     * @param octets length of the option's value
     * @param index  of the field
     */
    public record Mapping(int optionClass, int optionType, int octets, int index) {}

    private final Mapping[] byIndex;
    /** First octet of the option's place; only where a mapping is. */
    private final int[] places;

    private TunnelMetadataMap(Mapping[] byIndex, int[] places) {
        this.byIndex = byIndex;
        this.places = places;
    }

    /** Whether a field means an option. */
    public boolean mapped(Field field) {
        return byIndex[index(field)] != null;
    }

    /** Octets of a field's option, or 0 where it is not mapped. */
    public int octets(Field field) {
        Mapping mapping = byIndex[index(field)];
        return mapping == null ? 0 : mapping.octets();
    }

    /** First octet, of {@link #SPACE}, of the place of a field that is mapped. */
    public int place(Field field) {
        return places[index(field)];
    }

    /** The row of TUN_METADATA{@code index}, or null. */
    public Mapping mapping(int index) {
        return byIndex[index];
    }

    /** The row of an option, or null. */
    public Mapping find(int optionClass, int optionType) {
        for (Mapping mapping : byIndex) {
            if (mapping != null && mapping.optionClass() == optionClass && mapping.optionType() == optionType) {
                return mapping;
            }
        }
        return null;
    }

    /** All rows, by index. */
    public List<Mapping> mappings() {
        List<Mapping> all = new ArrayList<>();
        for (Mapping mapping : byIndex) {
            if (mapping != null) {
                all.add(mapping);
            }
        }
        return all;
    }

    /** With one more row, whose field and option are not mapped yet; null where no place is left for it. */
    public TunnelMetadataMap with(Mapping mapping) {
        int place = mapping.octets() > MAX_OCTETS ? -1 : freePlace(Math.max(UNIT, ceiling(mapping.octets())));
        if (place < 0) {
            return null;
        }
        Mapping[] rows = byIndex.clone();
        int[] where = places.clone();
        rows[mapping.index()] = mapping;
        where[mapping.index()] = place;
        return new TunnelMetadataMap(rows, where);
    }

    /** Without the row of TUN_METADATA{@code index}. */
    public TunnelMetadataMap without(int index) {
        Mapping[] rows = byIndex.clone();
        rows[index] = null;
        return new TunnelMetadataMap(rows, places);
    }

    private int freePlace(int size) {
        long used = 0;
        for (int i = 0; i < COUNT; i++) {
            if (byIndex[i] != null) {
                used |= run(ceiling(byIndex[i].octets())) << places[i];
            }
        }
        for (int place = 0; place < SPACE; place += size) {
            if ((used & run(size) << place) == 0) {
                return place;
            }
        }
        return -1;
    }

    private static long run(int size) {
        return (1L << size) - 1;
    }

    private static int ceiling(int octets) {
        return octets <= UNIT ? UNIT : Integer.highestOneBit(octets - 1) << 1;
    }

    private static int index(Field field) {
        return field.ordinal() - Field.TUN_METADATA0.ordinal();
    }
}
