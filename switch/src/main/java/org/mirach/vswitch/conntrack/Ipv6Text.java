package org.mirach.vswitch.conntrack;

import java.util.Arrays;

/** IPv6 addresses as text (RFC 4291, section 2.2; written as RFC 5952 says). Stateless. */
final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    /** Sixteen bytes, or null where the text is no address. Never asks a name server. */
    static byte[] parse(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        int[] head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        int[] tail = gap < 0 ? new int[0] : groups(text.substring(gap + 2), true);
        if (head == null || tail == null) {
            return null;
        }
        int given = head.length + tail.length;
        if (gap < 0 ? given != GROUPS : given >= GROUPS) {
            return null;
        }
        byte[] address = new byte[2 * GROUPS];
        put(address, 0, head);
        put(address, GROUPS - tail.length, tail);
        return address;
    }

    private static void put(byte[] address, int at, int[] groups) {
        for (int i = 0; i < groups.length; i++) {
            address[2 * (at + i)] = (byte) (groups[i] >>> 8);
            address[2 * (at + i) + 1] = (byte) groups[i];
        }
    }

    /** Groups between colons; the last may be a dotted quad where {@code endsAddress}. Null where one is not well formed. */
    private static int[] groups(String text, boolean endsAddress) {
        if (text.isEmpty()) {
            return new int[0];
        }
        String[] parts = text.split(":", -1);
        int[] groups = new int[parts.length + 1];
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (endsAddress && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                long quad = quad(parts[i]);
                if (quad < 0) {
                    return null;
                }
                groups[count++] = (int) (quad >>> 16);
                groups[count++] = (int) quad & 0xffff;
            } else {
                int group = group(parts[i]);
                if (group < 0) {
                    return null;
                }
                groups[count++] = group;
            }
        }
        return Arrays.copyOf(groups, count);
    }

    private static int group(String part) {
        if (part.isEmpty() || part.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < part.length(); i++) {
            int digit = Character.digit(part.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static long quad(String part) {
        String[] bytes = part.split("\\.", -1);
        if (bytes.length != 4) {
            return -1;
        }
        long value = 0;
        for (String text : bytes) {
            if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > 255) {
                return -1;
            }
            value = value << 8 | Integer.parseInt(text);
        }
        return value;
    }

    /** Shortest form, lower case; the last 32 bits dotted where the rest says that they are IPv4, as inet_ntop does. */
    static String format(long hi, long lo) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (int) ((i < 4 ? hi : lo) >>> 48 - 16 * (i % 4)) & 0xffff;
        }
        if (hi == 0 && (lo >>> 32 == 0xffff || lo >>> 32 == 0 && lo >>> 16 != 0)) {
            return (lo >>> 32 == 0 ? "::" : "::ffff:") + dotted((int) lo);
        }
        int from = 0;
        int longest = 0;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = i;
            while (zeros < GROUPS && groups[zeros] == 0) {
                zeros++;
            }
            if (zeros - i > longest) {
                longest = zeros - i;
                from = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (longest > 1 && i == from) {
                text.append("::");
                i += longest - 1;
                continue;
            }
            if (i > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    static String dotted(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }
}
