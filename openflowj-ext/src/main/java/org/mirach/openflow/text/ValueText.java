package org.mirach.openflow.text;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.MaskedField;
import org.mirach.openflow.model.PortNo;

/** Values of fields as text, with masks behind a slash. */
final class ValueText {
    /** How a field's value is written. */
    private enum Style {
        DECIMAL,
        HEX,
        MAC,
        IPV4,
        IPV6,
        PORT,
        FRAGMENT,
        FLAGS,
        PACKET_TYPE
    }

    private ValueText() {}

    private static Style style(Field field) {
        return switch (field) {
            case IN_PORT, IN_PORT16, IN_PHY_PORT, ACTSET_OUTPUT -> Style.PORT;
            case ETH_SRC, ETH_DST, ARP_SHA, ARP_THA, IPV6_ND_SLL, IPV6_ND_TLL -> Style.MAC;
            case IPV4_SRC, IPV4_DST, ARP_SPA, ARP_TPA, TUN_IPV4_SRC, TUN_IPV4_DST, CT_NW_SRC, CT_NW_DST -> Style.IPV4;
            case IPV6_SRC, IPV6_DST, IPV6_ND_TARGET, TUN_IPV6_SRC, TUN_IPV6_DST, CT_IPV6_SRC, CT_IPV6_DST -> Style.IPV6;
            case IP_FRAG -> Style.FRAGMENT;
            case TCP_FLAGS, CT_STATE, TUN_FLAGS -> Style.FLAGS;
            case PACKET_TYPE -> Style.PACKET_TYPE;
            case VLAN_VID,
                    VLAN_PCP,
                    MPLS_TC,
                    MPLS_BOS,
                    MPLS_TTL,
                    MPLS_LABEL,
                    IP_DSCP,
                    NW_TOS,
                    IP_ECN,
                    NW_TTL,
                    IP_PROTO,
                    TCP_SRC,
                    TCP_DST,
                    UDP_SRC,
                    UDP_DST,
                    SCTP_SRC,
                    SCTP_DST,
                    ICMPV4_TYPE,
                    ICMPV4_CODE,
                    ICMPV6_TYPE,
                    ICMPV6_CODE,
                    ND_RESERVED,
                    ND_OPTIONS_TYPE,
                    RECIRC_ID,
                    CONJ_ID,
                    TUN_GBP_ID,
                    TUN_ERSPAN_VER,
                    TUN_ERSPAN_DIR,
                    TUN_GTPU_MSGTYPE,
                    CT_NW_PROTO,
                    CT_TP_SRC,
                    CT_TP_DST,
                    NSH_FLAGS,
                    NSH_TTL,
                    NSH_MDTYPE,
                    NSH_NP,
                    NSH_SI,
                    ARP_OP -> Style.DECIMAL;
            default -> Style.HEX;
        };
    }

    /**
     * Reads {@code value} or {@code value/mask}.
     *
     * @throws IllegalArgumentException what is wrong with it
     */
    static MaskedField parse(Field field, String text) {
        if (text.equals("*") || text.equals("ANY") && style(field) != Style.PORT) {
            return new MaskedField(field, FieldValue.ZERO, FieldValue.ZERO);
        }
        Style style = style(field);
        if (style == Style.FRAGMENT && !text.isEmpty() && Character.isLetter(text.charAt(0))) {
            return fragment(text);
        }
        if (style == Style.FLAGS) {
            return FlagText.parse(field, text);
        }
        if (style == Style.PACKET_TYPE) {
            return new MaskedField(field, FieldValue.of(packetType(text)), field.fullMask());
        }
        int slash = text.indexOf('/');
        FieldValue full = field.fullMask();
        FieldValue value = one(style, field, slash < 0 ? text : text.substring(0, slash));
        FieldValue mask = slash < 0 ? full : mask(style, field, text.substring(slash + 1));
        if (!value.and(full).equals(value)) {
            throw new IllegalArgumentException("does not fit into the " + field.bits() + " bits of "
                    + field.names().getFirst());
        }
        FieldValue kept = mask.and(full);
        if (!kept.equals(full) && !kept.isZero() && !field.maskable()) {
            throw new IllegalArgumentException(
                    "has a mask, which " + field.names().getFirst() + " does not take");
        }
        return new MaskedField(field, value.and(kept), kept);
    }

    private static FieldValue mask(Style style, Field field, String text) {
        boolean prefix = style == Style.IPV4 && text.indexOf('.') < 0 || style == Style.IPV6 && text.indexOf(':') < 0;
        if (!prefix) {
            return one(style, field, text);
        }
        int length = Integer.parseInt(text);
        if (length < 0 || length > field.bits()) {
            throw new IllegalArgumentException("has a prefix length beyond " + field.bits());
        }
        FieldValue full = field.fullMask();
        FieldValue host = FieldValue.ones(field.bits() - length);
        FieldValue none = field.bits() == length ? FieldValue.ZERO : host;
        return new FieldValue(full.hi() & ~none.hi(), full.lo() & ~none.lo());
    }

    private static FieldValue one(Style style, Field field, String text) {
        try {
            return switch (style) {
                case MAC -> FieldValue.of(mac(text));
                case IPV4 -> FieldValue.of(ipv4(text));
                case IPV6 -> ipv6(text);
                case PORT -> port(field, text);
                case DECIMAL, HEX, FRAGMENT, FLAGS, PACKET_TYPE -> Numbers.wide(text);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "is no value for " + field.names().getFirst(), e);
        }
    }

    private static FieldValue port(Field field, String text) {
        Integer port = Ports.parse(text);
        if (port == null) {
            throw new IllegalArgumentException("is no OpenFlow port");
        }
        return FieldValue.of(field == Field.IN_PORT16 ? PortNo.toOf10(port) : port & 0xffffffffL);
    }

    static long mac(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 6) {
            throw new IllegalArgumentException("is no Ethernet address like 00:11:22:33:44:55");
        }
        long mac = 0;
        for (String part : parts) {
            int octet = Integer.parseInt(part, 16);
            if (part.length() > 2 || octet < 0) {
                throw new IllegalArgumentException("is no Ethernet address like 00:11:22:33:44:55");
            }
            mac = mac << 8 | octet;
        }
        return mac;
    }

    static long ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("is no IPv4 address like 10.0.0.1");
        }
        long address = 0;
        for (String part : parts) {
            int octet = Integer.parseInt(part);
            if (octet < 0 || octet > 255) {
                throw new IllegalArgumentException("is no IPv4 address like 10.0.0.1");
            }
            address = address << 8 | octet;
        }
        return address;
    }

    static FieldValue ipv6(String text) {
        // Only literals reach the resolver: a colon makes it no host name.
        if (text.indexOf(':') < 0 || text.indexOf('%') >= 0) {
            throw new IllegalArgumentException("is no IPv6 address like fe80::1");
        }
        try {
            byte[] octets = InetAddress.getByName(text).getAddress();
            // Java turns ::ffff:a.b.c.d into an IPv4 address.
            return octets.length == 16
                    ? FieldValue.of(octets)
                    : new FieldValue(0, 0xffff00000000L | FieldValue.of(octets).lo());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("is no IPv6 address like fe80::1", e);
        }
    }

    private static MaskedField fragment(String text) {
        int[] bits = switch (text) {
            case "no" -> new int[] {0, 3};
            case "yes" -> new int[] {1, 1};
            case "first" -> new int[] {1, 3};
            case "later" -> new int[] {3, 3};
            case "not_later" -> new int[] {0, 2};
            default -> throw new IllegalArgumentException("is no fragment kind: no, yes, first, later, not_later");
        };
        return new MaskedField(Field.IP_FRAG, FieldValue.of(bits[0]), FieldValue.of(bits[1]));
    }

    /** {@code (namespace,type)}. */
    private static long packetType(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length != 2 || !text.startsWith("(") || !text.endsWith(")")) {
            throw new IllegalArgumentException("is no packet type like (1,0x800)");
        }
        try {
            long namespace = Numbers.parse(parts[0].substring(1).trim());
            long type =
                    Numbers.parse(parts[1].substring(0, parts[1].length() - 1).trim());
            if (namespace >>> 16 == 0 && type >>> 16 == 0) {
                return namespace << 16 | type;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is no packet type like (1,0x800)", e);
        }
        throw new IllegalArgumentException("has a number of more than 16 bits");
    }

    /** As set_field shows it. */
    static String format(MaskedField masked) {
        Field field = masked.field();
        boolean exact = masked.exact();
        if (masked.mask().isZero()) {
            return "ANY";
        }
        FieldValue value = masked.value();
        FieldValue mask = masked.mask();
        return switch (style(field)) {
            case MAC -> mac(value.lo()) + (exact ? "" : "/" + mac(mask.lo()));
            case IPV4 -> ipv4(value.lo(), mask.lo());
            case IPV6 -> ipv6(value, mask);
            case PORT -> Ports.format(field == Field.IN_PORT16 ? PortNo.fromOf10((int) value.lo()) : (int) value.lo());
            case DECIMAL -> Long.toUnsignedString(value.lo()) + (exact ? "" : "/" + Numbers.hex(mask));
            case HEX -> Numbers.hex(value) + (exact ? "" : "/" + Numbers.hex(mask));
            case FRAGMENT -> fragment(value.lo(), mask.lo());
            case FLAGS -> FlagText.format(field, value.lo(), mask.lo());
            case PACKET_TYPE -> packetType((int) value.lo());
        };
    }

    static String mac(long address) {
        StringBuilder out = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            out.append(Character.forDigit((int) (address >> shift + 4) & 15, 16));
            out.append(Character.forDigit((int) (address >> shift) & 15, 16));
            out.append(shift == 0 ? "" : ":");
        }
        return out.toString();
    }

    static String dotted(long address) {
        return (address >> 24 & 255) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    static String ipv4(long address, long mask) {
        int host = (int) ~mask;
        if (mask == 0xffffffffL) {
            return dotted(address);
        }
        boolean prefix = (host & host + 1) == 0;
        return dotted(address) + "/" + (prefix ? Integer.toString(32 - Integer.bitCount(host)) : dotted(mask));
    }

    static String ipv6(FieldValue address, FieldValue mask) {
        int ones = Long.bitCount(mask.hi()) + Long.bitCount(mask.lo());
        FieldValue full = FieldValue.ones(128);
        FieldValue host = ones == 128 ? FieldValue.ZERO : FieldValue.ones(128 - ones);
        if (ones == 128) {
            return ipv6(address);
        }
        boolean prefix = mask.equals(new FieldValue(full.hi() & ~host.hi(), full.lo() & ~host.lo()));
        return ipv6(address) + "/" + (prefix ? Integer.toString(ones) : ipv6(mask));
    }

    /** RFC 5952: the longest run of two zero groups or more becomes "::". */
    static String ipv6(FieldValue address) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (int) ((i < 4 ? address.hi() : address.lo()) >>> 48 - 16 * (i & 3)) & 0xffff;
        }
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && groups[i + length] == 0) {
                length++;
            }
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == best) {
                out.append("::");
                i += bestLength - 1;
            } else {
                out.append(out.isEmpty() || out.charAt(out.length() - 1) == ':' ? "" : ":");
                out.append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }

    static String fragment(long value, long mask) {
        return switch ((int) mask) {
            case 1 -> (value & 1) != 0 ? "yes" : "no";
            case 2 -> (value & 2) != 0 ? "later" : "not_later";
            default -> (value & 1) == 0 ? "no" : (value & 2) != 0 ? "later" : "first";
        };
    }

    static String packetType(int type) {
        return "(%d,%s)".formatted(type >>> 16, Numbers.hex(type & 0xffff));
    }
}
