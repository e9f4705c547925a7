package org.mirach.vswitch.flow.text;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.mirach.openflow.field.EtherType;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Reads a packet in the form that {@code dpctl/dump-flows} shows keys in: {@code
 * in_port(1),eth(src=..,dst=..),eth_type(0x0800),ipv4(src=10.0.0.1,dst=10.0.0.2,proto=6,frag=no),tcp(src=1,dst=22)}.
 * Masks are read over: a packet has all its bits.
 *
 * <p><b>Threads:</b> one; made for one text.
 */
public final class DatapathKeyParser {
    private static final int MAX_NESTING = 32;
    private static final Map<String, Map<String, KeyField>> HEADERS = Map.ofEntries(
            Map.entry("eth", Map.of("src", KeyField.ETH_SRC, "dst", KeyField.ETH_DST)),
            Map.entry(
                    "ipv4",
                    Map.of(
                            "src",
                            KeyField.IPV4_SRC,
                            "dst",
                            KeyField.IPV4_DST,
                            "proto",
                            KeyField.IP_PROTO,
                            "tos",
                            KeyField.IP_TOS,
                            "ttl",
                            KeyField.IP_TTL,
                            "frag",
                            KeyField.IP_FRAG)),
            Map.entry(
                    "ipv6",
                    Map.of(
                            "src",
                            KeyField.IPV6_SRC,
                            "dst",
                            KeyField.IPV6_DST,
                            "label",
                            KeyField.IPV6_LABEL,
                            "proto",
                            KeyField.IP_PROTO,
                            "tclass",
                            KeyField.IP_TOS,
                            "hlimit",
                            KeyField.IP_TTL,
                            "frag",
                            KeyField.IP_FRAG)),
            Map.entry("tcp", ports()),
            Map.entry("udp", ports()),
            Map.entry("sctp", ports()),
            Map.entry("icmp", Map.of("type", KeyField.TP_SRC, "code", KeyField.TP_DST)),
            Map.entry("icmpv6", Map.of("type", KeyField.TP_SRC, "code", KeyField.TP_DST)),
            Map.entry(
                    "arp",
                    Map.of(
                            "sip",
                            KeyField.IPV4_SRC,
                            "tip",
                            KeyField.IPV4_DST,
                            "op",
                            KeyField.IP_PROTO,
                            "sha",
                            KeyField.ARP_SHA,
                            "tha",
                            KeyField.ARP_THA)),
            Map.entry("nd", Map.of("target", KeyField.ND_TARGET, "sll", KeyField.ARP_SHA, "tll", KeyField.ARP_THA)),
            Map.entry("nd_ext", Map.of("nd_reserved", KeyField.IPV4_SRC, "nd_options_type", KeyField.TCP_FLAGS)),
            Map.entry("ct_tuple4", tuple(KeyField.CT_IPV4_SRC, KeyField.CT_IPV4_DST)),
            Map.entry("ct_tuple6", tuple(KeyField.CT_IPV6_SRC, KeyField.CT_IPV6_DST)),
            Map.entry(
                    "tunnel",
                    Map.of(
                            "tun_id",
                            KeyField.TUNNEL_ID,
                            "src",
                            KeyField.TUN_IPV4_SRC,
                            "dst",
                            KeyField.TUN_IPV4_DST,
                            "ipv6_src",
                            KeyField.TUN_IPV6_SRC,
                            "ipv6_dst",
                            KeyField.TUN_IPV6_DST,
                            "tos",
                            KeyField.TUN_TOS,
                            "ttl",
                            KeyField.TUN_TTL)),
            Map.entry(
                    "nsh",
                    Map.of(
                            "flags",
                            KeyField.NSH_FLAGS,
                            "ttl",
                            KeyField.NSH_TTL,
                            "mdtype",
                            KeyField.NSH_MDTYPE,
                            "np",
                            KeyField.NSH_NP,
                            "spi",
                            KeyField.NSH_SPI,
                            "si",
                            KeyField.NSH_SI,
                            "c1",
                            KeyField.nshContext(0),
                            "c2",
                            KeyField.nshContext(1),
                            "c3",
                            KeyField.nshContext(2),
                            "c4",
                            KeyField.nshContext(3))));
    private static final Map<String, KeyField> SINGLES = Map.of(
            "skb_mark", KeyField.PKT_MARK,
            "recirc_id", KeyField.RECIRC_ID,
            "dp_hash", KeyField.DP_HASH,
            "ct_zone", KeyField.CT_ZONE,
            "ct_mark", KeyField.CT_MARK,
            "ct_label", KeyField.CT_LABEL,
            "eth_type", KeyField.ETH_TYPE);

    private final String text;
    private final DatapathPorts ports;
    private final long[] words = new long[KeyLayout.WORDS];
    private int position;
    private int tags;

    private DatapathKeyParser(String text, DatapathPorts ports) {
        this.text = text;
        this.ports = ports;
    }

    /**
     * The packet.
     *
     * @throws IllegalArgumentException "syntax error at" and the rest of the text
     */
    public static FlowKey parse(String text, DatapathPorts ports) {
        DatapathKeyParser parser = new DatapathKeyParser(text, ports);
        parser.list(0);
        return FlowKey.copyOf(parser.words);
    }

    private static Map<String, KeyField> ports() {
        return Map.of("src", KeyField.TP_SRC, "dst", KeyField.TP_DST);
    }

    private static Map<String, KeyField> tuple(KeyField src, KeyField dst) {
        return Map.of(
                "src",
                src,
                "dst",
                dst,
                "proto",
                KeyField.CT_PROTO,
                "tp_src",
                KeyField.CT_TP_SRC,
                "tp_dst",
                KeyField.CT_TP_DST);
    }

    private void list(int depth) {
        while (true) {
            skipDelimiters();
            if (position == text.length() || text.charAt(position) == ')' && depth > 0) {
                return;
            }
            int start = position;
            try {
                item(depth);
            } catch (IllegalArgumentException e) {
                throw e.getMessage() != null && e.getMessage().startsWith("syntax error")
                        ? e
                        : new IllegalArgumentException("syntax error at " + text.substring(start));
            }
        }
    }

    private void skipDelimiters() {
        while (position < text.length() && ", \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private void item(int depth) {
        int open = text.indexOf('(', position);
        if (open < 0) {
            throw new IllegalArgumentException();
        }
        String name = text.substring(position, open);
        position = open + 1;
        if (name.equals("encap")) {
            if (depth >= MAX_NESTING) {
                throw new IllegalArgumentException();
            }
            list(depth + 1);
            expectClose();
            return;
        }
        int close = text.indexOf(')', position);
        if (close < 0) {
            throw new IllegalArgumentException();
        }
        String body = text.substring(position, close);
        position = close + 1;
        take(name, body);
    }

    private void expectClose() {
        if (position == text.length()) {
            throw new IllegalArgumentException();
        }
        position++;
    }

    private void take(String name, String body) {
        switch (name) {
            case "in_port" -> inPort(body);
            case "skb_priority" -> number(bare(body), -1L);
            case "ct_state" -> KeyField.CT_STATE.put(words, flags(body, ValueWords.CT_STATES));
            case "tcp_flags" -> KeyField.TCP_FLAGS.put(words, flags(body, ValueWords.TCP_FLAGS));
            case "vlan" -> vlan(body);
            case "mpls" -> mpls(body);
            case "packet_type" -> packetType(body);
            case "pbb" -> KeyField.MPLS_0.put(words, number(valueOf(body, "isid"), 0xffffffL));
            default -> {
                KeyField single = SINGLES.get(name);
                Map<String, KeyField> header = HEADERS.get(name);
                if (single != null) {
                    value(single, bare(body));
                } else if (header != null) {
                    header(header, body);
                } else {
                    throw new IllegalArgumentException();
                }
            }
        }
    }

    private void inPort(String body) {
        Integer port = ports.find(bare(body));
        if (port == null) {
            throw new IllegalArgumentException();
        }
        KeyField.IN_PORT.put(words, port);
    }

    private void header(Map<String, KeyField> fields, String body) {
        for (String part : body.split(",", -1)) {
            if (body.isEmpty()) {
                return;
            }
            int equals = part.indexOf('=');
            KeyField field =
                    equals < 0 ? null : fields.get(part.substring(0, equals).strip());
            if (field == null) {
                throw new IllegalArgumentException();
            }
            value(field, bare(part.substring(equals + 1)));
        }
    }

    private void value(KeyField field, String value) {
        if (field == KeyField.IP_FRAG) {
            KeyField.IP_FRAG.put(words, fragment(value));
        } else if (field.bits() == 48) {
            field.put(words, mac(value));
        } else if (field == KeyField.CT_LABEL) {
            label(value);
        } else if (field.bits() == 128) {
            byte[] address = address(value, 16);
            field.put(words, octets(address, 0), octets(address, 8));
        } else if (field.bits() == 32 && value.indexOf('.') >= 0) {
            field.put(words, octets(address(value, 4), 0) >>> 32);
        } else {
            field.put(words, number(value, field.ones()));
        }
    }

    private void label(String value) {
        String digits = value.startsWith("0x") ? value.substring(2) : value;
        if (digits.length() > 32 || digits.isEmpty()) {
            throw new IllegalArgumentException();
        }
        String padded = "0".repeat(32 - digits.length()) + digits;
        KeyField.CT_LABEL.put(
                words,
                Long.parseUnsignedLong(padded.substring(0, 16), 16),
                Long.parseUnsignedLong(padded.substring(16), 16));
    }

    /** The first tag is the outer one; a second stands in its encap(). */
    private void vlan(String body) {
        long tci = KeyLayout.VLAN_PRESENT;
        for (String part : body.isEmpty() ? new String[0] : body.split(",")) {
            String value = bare(part.substring(part.indexOf('=') + 1));
            switch (part.substring(0, Math.max(0, part.indexOf('='))).strip()) {
                case "vid" -> tci |= number(value, 0xfff);
                case "pcp" -> tci |= number(value, 7) << 13;
                case "cfi" -> tci = tci & ~KeyLayout.VLAN_PRESENT | number(value, 1) << 12;
                default -> throw new IllegalArgumentException();
            }
        }
        long tpid = KeyField.ETH_TYPE.any(words) ? KeyField.ETH_TYPE.of(words) : EtherType.VLAN;
        if (tags++ > 1) {
            throw new IllegalArgumentException();
        }
        (tags == 1 ? KeyField.TCI : KeyField.INNER_TCI).put(words, tci);
        (tags == 1 ? KeyField.TPID : KeyField.INNER_TPID).put(words, tpid);
    }

    private void mpls(String body) {
        KeyField[] stack = {KeyField.MPLS_0, KeyField.MPLS_1, KeyField.MPLS_2};
        int depth = -1;
        for (String part : body.split(",")) {
            String name = part.substring(0, Math.max(0, part.indexOf('='))).strip();
            String value = bare(part.substring(part.indexOf('=') + 1));
            depth += name.equals("label") || depth < 0 ? 1 : 0;
            if (depth == stack.length) {
                throw new IllegalArgumentException();
            }
            long entry = stack[depth].of(words);
            stack[depth].put(
                    words,
                    switch (name) {
                        case "label" -> entry | number(value, 0xfffff) << 12;
                        case "tc" -> entry | number(value, 7) << 9;
                        case "ttl" -> entry | number(value, 0xff);
                        case "bos" -> entry | number(value, 1) << 8;
                        default -> throw new IllegalArgumentException();
                    });
        }
    }

    private void packetType(String body) {
        KeyField.PACKET_TYPE.put(
                words, number(valueOf(body, "ns"), 0xffff) << 16 | number(valueOf(body, "id"), 0xffff));
    }

    private static String valueOf(String body, String name) {
        for (String part : body.split(",")) {
            if (part.strip().startsWith(name + "=")) {
                return bare(part.strip().substring(name.length() + 1));
            }
        }
        throw new IllegalArgumentException();
    }

    /** Without the mask. */
    private static String bare(String value) {
        int slash = value.indexOf('/');
        return (slash < 0 ? value : value.substring(0, slash)).strip();
    }

    private static long fragment(String word) {
        return switch (word) {
            case "no" -> 0;
            case "first" -> KeyLayout.FRAG_ANY;
            case "later" -> KeyLayout.FRAG_ANY | KeyLayout.FRAG_LATER;
            default -> throw new IllegalArgumentException();
        };
    }

    private static long number(String value, long max) {
        long number = value.startsWith("0x") || value.startsWith("0X")
                ? Long.parseUnsignedLong(value.substring(2), 16)
                : Long.parseUnsignedLong(value);
        if (Long.compareUnsigned(number, max) > 0) {
            throw new IllegalArgumentException();
        }
        return number;
    }

    /** {@code +trk-new}, {@code trk|new} or a number. */
    private static long flags(String body, List<String> names) {
        String value = body.strip();
        if (!value.isEmpty() && Character.isDigit(value.charAt(0))) {
            return number(bare(value), 0xffff);
        }
        long flags = 0;
        for (String word : value.split("(?=[+-])|\\|")) {
            boolean set = !word.startsWith("-");
            int bit = names.indexOf(word.startsWith("+") || word.startsWith("-") ? word.substring(1) : word);
            if (bit < 0) {
                throw new IllegalArgumentException();
            }
            flags |= set ? 1L << bit : 0;
        }
        return flags;
    }

    private static long mac(String value) {
        String[] octets = value.split(":", -1);
        long address = 0;
        if (octets.length != 6) {
            throw new IllegalArgumentException();
        }
        for (String octet : octets) {
            if (octet.isEmpty() || octet.length() > 2) {
                throw new IllegalArgumentException();
            }
            address = address << 8 | Integer.parseInt(octet, 16);
        }
        return address;
    }

    /** An address in digits; anything else could be asked of a name server. */
    private static byte[] address(String value, int length) {
        boolean digits = value.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':');
        long dots = value.chars().filter(c -> c == '.').count();
        if (!digits
                || length == 16 && value.indexOf(':') < 0
                || length == 4 && (dots != 3 || value.indexOf(':') >= 0)) {
            throw new IllegalArgumentException();
        }
        try {
            byte[] octets = InetAddress.getByName(value).getAddress();
            if (octets.length != length) {
                throw new IllegalArgumentException();
            }
            return octets;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static long octets(byte[] bytes, int offset) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (offset + i < bytes.length ? bytes[offset + i] & 0xff : 0);
        }
        return value;
    }
}
