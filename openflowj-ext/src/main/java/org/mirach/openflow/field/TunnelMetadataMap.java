package org.mirach.openflow.field;

import java.util.ArrayList;
import java.util.List;

/**
 * Which Geneve option each of TUN_METADATA0 to TUN_METADATA63 stands for: the TLV table of Open vSwitch (NXT_TLV_TABLE_MOD).
 * Immutable; a change makes another map.
 *
 * <p><i>Limits.</i> There is place for the options of {@link #PLACES} fields, the first ones, each of {@link #MAX_OCTETS} at
 * most: a word of the packet's key for each, so that where a field lies needs no table. (Open vSwitch: 256 octets for
 * any of 64 fields, 124 for each.)
 */
public final class TunnelMetadataMap {
    /** How many fields there are. */
    public static final int COUNT = 64;
    /** How many of them, from the first, there is place for. */
    public static final int PLACES = 8;
    /** Octets of one option at most. */
    public static final int MAX_OCTETS = 8;
    /** Octets of all options at most. */
    public static final int SPACE = PLACES * MAX_OCTETS;

    /** No field is mapped. */
    public static final TunnelMetadataMap EMPTY = new TunnelMetadataMap(new Mapping[COUNT]);

    /**
     * One row of the table.
     *
     * @param octets length of the option's value
     * @param index  of the field
     */
    public record Mapping(int optionClass, int optionType, int octets, int index) {}

    private final Mapping[] byIndex;

    private TunnelMetadataMap(Mapping[] byIndex) {
        this.byIndex = byIndex;
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

    /** With one more row, whose field and option are not mapped yet; null where there is no place for it. */
    public TunnelMetadataMap with(Mapping mapping) {
        if (mapping.octets() > MAX_OCTETS || mapping.index() >= PLACES) {
            return null;
        }
        Mapping[] rows = byIndex.clone();
        rows[mapping.index()] = mapping;
        return new TunnelMetadataMap(rows);
    }

    /** Without the row of TUN_METADATA{@code index}. */
    public TunnelMetadataMap without(int index) {
        Mapping[] rows = byIndex.clone();
        rows[index] = null;
        return new TunnelMetadataMap(rows);
    }

    private static int index(Field field) {
        return field.ordinal() - Field.TUN_METADATA0.ordinal();
    }
}
