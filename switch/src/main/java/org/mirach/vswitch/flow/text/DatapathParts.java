package org.mirach.vswitch.flow.text;

import java.util.ArrayList;
import java.util.List;

/**
 * The parts of one header, {@code ipv4(src=10.0.0.1,ttl=64)}: each with its mask unless that is full, and left out where
 * the mask is empty, unless everything is to be shown.
 *
 * <p><b>Threads:</b> one; made for one header.
 */
final class DatapathParts {
    private static final long WORD = 0xffffffffL;

    private final boolean all;
    private final List<String> parts = new ArrayList<>();

    DatapathParts(boolean all) {
        this.all = all;
    }

    String in(String header) {
        return header + "(" + String.join(",", parts) + ")";
    }

    DatapathParts text(String text) {
        parts.add(text);
        return this;
    }

    DatapathParts mac(String name, long value, long mask) {
        if (all || mask != 0) {
            parts.add(name + "=" + ValueWords.macMasked(value, mask));
        }
        return this;
    }

    DatapathParts ipv4(String name, long value, long mask) {
        if (all || mask != 0) {
            boolean full = (mask & WORD) == WORD;
            parts.add(name + "=" + ValueWords.ipv4(value) + (full ? "" : "/" + ValueWords.ipv4(mask)));
        }
        return this;
    }

    DatapathParts ipv6(String name, long high, long low, long maskHigh, long maskLow) {
        if (all || (maskHigh | maskLow) != 0) {
            boolean full = (maskHigh & maskLow) == -1;
            parts.add(name + "=" + ValueWords.ipv6(high, low) + (full ? "" : "/" + ValueWords.ipv6(maskHigh, maskLow)));
        }
        return this;
    }

    /** Value in decimal, mask in hexadecimal. */
    DatapathParts decimal(String name, long value, long mask, long full) {
        if (all || mask != 0) {
            parts.add(name + "=" + value + (mask == full ? "" : "/" + ValueWords.hex(mask)));
        }
        return this;
    }

    /** Value and mask in hexadecimal. */
    DatapathParts hex(String name, long value, long mask, long full) {
        if (all || mask != 0) {
            parts.add(name + "=" + ValueWords.hex(value) + (mask == full ? "" : "/" + ValueWords.hex(mask)));
        }
        return this;
    }

    DatapathParts mac(String name, KeyField field, long[] key, long[] mask) {
        return mac(name, field.of(key), field.of(mask));
    }

    DatapathParts ipv4(String name, KeyField field, long[] key, long[] mask) {
        return ipv4(name, field.of(key), field.of(mask));
    }

    DatapathParts ipv6(String name, KeyField field, long[] key, long[] mask) {
        return ipv6(name, field.high(key), field.of(key), field.high(mask), field.of(mask));
    }

    DatapathParts decimal(String name, KeyField field, long[] key, long[] mask) {
        return decimal(name, field.of(key), field.of(mask), field.ones());
    }

    DatapathParts hex(String name, KeyField field, long[] key, long[] mask) {
        return hex(name, field.of(key), field.of(mask), field.ones());
    }

    /** A tag: VLAN id and priority, and whether there is none at all. */
    static String vlan(long tci, long mask, boolean all) {
        List<String> parts = new ArrayList<>();
        long vid = tci & 0xfff;
        long vidMask = mask & 0xfff;
        if (all || vid != 0 || vidMask != 0) {
            parts.add("vid=" + vid + (vidMask == 0xfff ? "" : "/0x" + Long.toHexString(vidMask)));
        }
        long pcp = tci >>> 13 & 7;
        long pcpMask = mask >>> 13 & 7;
        if (all || pcp != 0 || pcpMask != 0) {
            parts.add("pcp=" + pcp + (pcpMask == 7 ? "" : "/0x" + Long.toHexString(pcpMask)));
        }
        if ((tci & 0x1000) == 0) {
            parts.add("cfi=0");
        }
        return String.join(",", parts);
    }

    /** A label stack entry. */
    static String mpls(long entry) {
        return "label=%d,tc=%d,ttl=%d,bos=%d"
                .formatted(entry >>> 12 & 0xfffff, entry >>> 9 & 7, entry & 0xff, entry >>> 8 & 1);
    }

    /** A label stack entry under a mask that is not full. */
    static String mpls(long entry, long mask) {
        return "label=%d/0x%x,tc=%d/%x,ttl=%d/0x%x,bos=%d/%x"
                .formatted(
                        entry >>> 12 & 0xfffff,
                        mask >>> 12 & 0xfffff,
                        entry >>> 9 & 7,
                        mask >>> 9 & 7,
                        entry & 0xff,
                        mask & 0xff,
                        entry >>> 8 & 1,
                        mask >>> 8 & 1);
    }
}
