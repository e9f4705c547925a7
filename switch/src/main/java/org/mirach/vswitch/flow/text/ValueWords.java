package org.mirach.vswitch.flow.text;

import java.util.HexFormat;
import java.util.List;
import org.mirach.openflow.field.FieldValue;

/** Single values as Open vSwitch writes them. Stateless. */
final class ValueWords {
    static final List<String> CT_STATES = List.of("new", "est", "rel", "rpl", "inv", "trk", "snat", "dnat");
    static final List<String> TCP_FLAGS =
            List.of("fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ns", "[200]", "[400]", "[800]");

    private ValueWords() {}

    static String mac(long address) {
        return HexFormat.ofDelimiter(":").formatHex(FieldValue.of(address).octets(6));
    }

    /** A mask of Ethernet bits is written whole; none at all as 0. */
    static String macMasked(long address, long mask) {
        return mask == 0xffffffffffffL ? mac(address) : mac(address) + "/" + mac(mask);
    }

    static String ipv4(long address) {
        return (address >>> 24 & 255) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "."
                + (address & 255);
    }

    /** A mask of leading ones is written as their count. */
    static String ipv4Masked(long address, long mask) {
        if (mask == 0xffffffffL) {
            return ipv4(address);
        }
        int ones = Integer.bitCount((int) mask);
        boolean prefix = mask == (0xffffffffL << 32 - ones & 0xffffffffL);
        return ipv4(address) + "/" + (prefix ? Integer.toString(ones) : ipv4(mask));
    }

    static String ipv6Masked(long high, long low, long maskHigh, long maskLow) {
        if ((maskHigh & maskLow) == -1L) {
            return ipv6(high, low);
        }
        int ones = Long.bitCount(maskHigh) + Long.bitCount(maskLow);
        boolean prefix = ones <= 64
                ? maskLow == 0 && maskHigh == (ones == 0 ? 0 : -1L << 64 - ones)
                : maskHigh == -1L && maskLow == -1L << 128 - ones;
        return ipv6(high, low) + "/" + (prefix ? Integer.toString(ones) : ipv6(maskHigh, maskLow));
    }

    /** As inet_ntop writes it: the longest run of zeros shortened, an embedded IPv4 address with dots. */
    static String ipv6(long high, long low) {
        int[] words = new int[8];
        for (int i = 0; i < 8; i++) {
            words[i] = (int) ((i < 4 ? high : low) >>> 48 - i % 4 * 16) & 0xffff;
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && words[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
            i = Math.max(i, end - 1);
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (start >= 0 && i >= start && i < start + length) {
                out.append(i == start ? ":" : "");
                continue;
            }
            out.append(i > 0 ? ":" : "");
            if (i == 6 && start == 0 && (length == 6 || length == 5 && words[5] == 0xffff)) {
                return out.append(ipv4(low & 0xffffffffL)).toString();
            }
            out.append(Integer.toHexString(words[i]));
        }
        return out.append(start + length == 8 && start >= 0 ? ":" : "").toString();
    }

    /** A number as printf's {@code %#x} writes it. */
    static String hex(long value) {
        return value == 0 ? "0" : "0x" + Long.toHexString(value);
    }

    /** 128 bits without leading zeros. */
    static String hex(long high, long low) {
        return high == 0 ? "0x" + Long.toHexString(low) : "0x%x%016x".formatted(high, low);
    }

    /** {@code a|b} */
    static String flags(List<String> names, long flags) {
        if (flags == 0) {
            return "0";
        }
        StringBuilder out = new StringBuilder();
        for (long rest = flags; rest != 0; rest &= rest - 1) {
            out.append(out.isEmpty() ? "" : "|").append(name(names, rest));
        }
        return out.toString();
    }

    /** {@code +a-b}; as {@link #flags} where the mask is full. */
    static String flagsMasked(List<String> names, long flags, long mask, long fullMask) {
        if (mask == fullMask) {
            return flags(names, flags);
        }
        if (mask == 0) {
            return "0/0";
        }
        StringBuilder out = new StringBuilder();
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            out.append((flags & Long.lowestOneBit(rest)) != 0 ? '+' : '-').append(name(names, rest));
        }
        return out.toString();
    }

    private static String name(List<String> names, long flags) {
        int bit = Long.numberOfTrailingZeros(flags);
        return bit < names.size() ? names.get(bit) : "[" + Long.toHexString(1L << bit) + "]";
    }
}
