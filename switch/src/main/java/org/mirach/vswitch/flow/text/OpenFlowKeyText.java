package org.mirach.vswitch.flow.text;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * A key in the words and the order of {@code ofproto/trace}: whole, as "Flow" and "Final flow", and under a mask, as
 * "Megaflow".
 *
 * <p><b>Threads:</b> one; made for one text.
 */
public final class OpenFlowKeyText {
    private final long[] key;
    private final long[] mask;
    private final IntFunction<String> ports;
    private final int ethType;
    private final int protocol;
    private final StringBuilder out = new StringBuilder();

    private OpenFlowKeyText(long[] key, long[] mask, IntFunction<String> ports) {
        this.key = key;
        this.mask = mask;
        this.ports = ports;
        ethType = (int) KeyField.ETH_TYPE.of(key);
        protocol = (int) KeyField.IP_PROTO.of(key);
    }

    /** A packet: every field that it has, and of what travels beside it, what is not zero. */
    public static String flow(FlowKey key, IntFunction<String> ports) {
        long[] words = key.toArray();
        return new OpenFlowKeyText(words, PacketMask.shown(words), ports).format(false);
    }

    /** A packet under a mask; recirc_id and packet_type, which every cached flow looks at, are always said. */
    public static String megaflow(FlowKey key, FlowMask mask, IntFunction<String> ports) {
        long[] bits = mask.toArray();
        KeyField.RECIRC_ID.fill(bits);
        KeyField.PACKET_TYPE.fill(bits);
        long[] words = key.toArray();
        leaveOutAbsent(words, bits);
        for (int i = 0; i < words.length; i++) {
            words[i] &= bits[i];
        }
        KeyField.ETH_TYPE.put(words, KeyField.ETH_TYPE.of(key.toArray()));
        KeyField.IP_PROTO.put(words, KeyField.IP_PROTO.of(key.toArray()));
        return new OpenFlowKeyText(words, bits, ports).format(true);
    }

    /** That there is no tag, label or tunnel may be looked at, and is never said. */
    private static void leaveOutAbsent(long[] key, long[] mask) {
        if ((KeyField.TCI.of(key) & KeyLayout.VLAN_PRESENT) == 0) {
            KeyField.TCI.clear(mask);
        }
        if ((KeyField.INNER_TCI.of(key) & KeyLayout.VLAN_PRESENT) == 0) {
            KeyField.INNER_TCI.clear(mask);
        }
        int ethType = (int) KeyField.ETH_TYPE.of(key);
        if (ethType != EtherType.MPLS && ethType != EtherType.MPLS_MULTICAST && ethType != EtherType.PBB) {
            KeyField.MPLS_0.clear(mask);
            KeyField.MPLS_1.clear(mask);
            KeyField.MPLS_2.clear(mask);
        }
        if (!KeyField.TUN_IPV4_DST.any(key) && !KeyField.TUN_IPV6_DST.any(key)) {
            KeyField.TUNNEL_ID.clear(mask);
            Arrays.fill(mask, KeyLayout.W_TUNNEL, KeyLayout.W_TUN_METADATA + KeyLayout.TUN_METADATA_WORDS, 0);
        }
    }

    private String format(boolean megaflow) {
        number("pkt_mark", KeyField.PKT_MARK);
        if (KeyField.RECIRC_ID.any(mask)) {
            item("recirc_id", ValueWords.hex(KeyField.RECIRC_ID.of(key)));
        }
        number("dp_hash", KeyField.DP_HASH);
        decimal("conj_id", KeyField.CONJ_ID);
        if (KeyField.ACTSET_OUTPUT.any(mask)) {
            item("actset_output", ports.apply((int) KeyField.ACTSET_OUTPUT.of(key)));
        }
        connection();
        boolean recirculated = KeyField.RECIRC_ID.any(mask);
        if (KeyField.PACKET_TYPE.any(mask) && (megaflow || recirculated || KeyField.PACKET_TYPE.any(key))) {
            long type = KeyField.PACKET_TYPE.of(key);
            add(type == 0 ? "eth" : "packet_type=(" + (type >>> 16) + "," + ValueWords.hex(type & 0xffff) + ")");
        }
        String shorthand = KeyField.ETH_TYPE.any(mask) ? shorthand() : null;
        if (shorthand != null) {
            add(shorthand);
        }
        for (int i = 0; i < 2 * KeyLayout.REG_WORDS; i++) {
            number("reg" + i, KeyField.register(i));
        }
        tunnel();
        number("metadata", KeyField.METADATA);
        if (KeyField.IN_PORT.any(mask)) {
            item("in_port", ports.apply((int) KeyField.IN_PORT.of(key)));
        }
        vlan("", KeyField.TCI);
        vlan("1", KeyField.INNER_TCI);
        mac("dl_src", KeyField.ETH_SRC);
        mac("dl_dst", KeyField.ETH_DST);
        if (shorthand == null && KeyField.ETH_TYPE.any(mask)) {
            item("dl_type", "0x%04x".formatted(ethType));
        }
        network(shorthand);
        transport();
        return out.toString();
    }

    private void connection() {
        if (KeyField.CT_STATE.any(mask)) {
            item(
                    "ct_state",
                    ValueWords.flagsMasked(
                            ValueWords.CT_STATES, KeyField.CT_STATE.of(key), KeyField.CT_STATE.of(mask) & 0xff, 0xff));
        }
        decimal("ct_zone", KeyField.CT_ZONE);
        number("ct_mark", KeyField.CT_MARK);
        if (KeyField.CT_LABEL.any(mask)) {
            String value = ValueWords.hex(KeyField.CT_LABEL.high(key), KeyField.CT_LABEL.of(key));
            item(
                    "ct_label",
                    KeyField.CT_LABEL.full(mask)
                            ? value
                            : value + "/" + ValueWords.hex(KeyField.CT_LABEL.high(mask), KeyField.CT_LABEL.of(mask)));
        }
        ipv4("ct_nw_src", KeyField.CT_IPV4_SRC);
        ipv6("ct_ipv6_src", KeyField.CT_IPV6_SRC);
        ipv4("ct_nw_dst", KeyField.CT_IPV4_DST);
        ipv6("ct_ipv6_dst", KeyField.CT_IPV6_DST);
        if (KeyField.CT_PROTO.any(mask)) {
            item("ct_nw_proto", Long.toString(KeyField.CT_PROTO.of(key)));
            decimal("ct_tp_src", KeyField.CT_TP_SRC);
            decimal("ct_tp_dst", KeyField.CT_TP_DST);
        }
    }

    /** One word for an Ethernet type and protocol, or null. */
    private String shorthand() {
        boolean known = KeyField.IP_PROTO.any(mask);
        return switch (ethType) {
            case EtherType.IPV4 ->
                switch (known ? protocol : -1) {
                    case IpProtocol.ICMP -> "icmp";
                    case IpProtocol.TCP -> "tcp";
                    case IpProtocol.UDP -> "udp";
                    case IpProtocol.SCTP -> "sctp";
                    default -> "ip";
                };
            case EtherType.IPV6 ->
                switch (known ? protocol : -1) {
                    case IpProtocol.ICMPV6 -> "icmp6";
                    case IpProtocol.TCP -> "tcp6";
                    case IpProtocol.UDP -> "udp6";
                    case IpProtocol.SCTP -> "sctp6";
                    default -> "ipv6";
                };
            case EtherType.ARP -> "arp";
            case EtherType.RARP -> "rarp";
            case EtherType.MPLS -> "mpls";
            case EtherType.MPLS_MULTICAST -> "mplsm";
            default -> null;
        };
    }

    private void tunnel() {
        number("tun_id", KeyField.TUNNEL_ID);
        ipv4("tun_src", KeyField.TUN_IPV4_SRC);
        ipv4("tun_dst", KeyField.TUN_IPV4_DST);
        ipv6("tun_ipv6_src", KeyField.TUN_IPV6_SRC);
        ipv6("tun_ipv6_dst", KeyField.TUN_IPV6_DST);
        decimal("tun_gbp_id", KeyField.TUN_GBP_ID);
        if (KeyField.TUN_GBP_FLAGS.any(mask)) {
            item("tun_gbp_flags", ValueWords.hex(KeyField.TUN_GBP_FLAGS.of(key)));
        }
        if (KeyField.TUN_TOS.any(mask)) {
            item("tun_tos", Long.toHexString(KeyField.TUN_TOS.of(key)));
        }
        decimal("tun_ttl", KeyField.TUN_TTL);
        if (KeyField.TUN_FLAGS.any(mask)) {
            long flag = KeyField.TUN_FLAGS.of(key) & 1;
            item("tun_flags", KeyField.TUN_FLAGS.full(mask) && flag == 0 ? "0" : (flag == 0 ? "-" : "+") + "oam");
        }
    }

    private void vlan(String number, KeyField field) {
        int value = (int) field.of(key);
        int bits = (int) field.of(mask);
        if (bits == 0 || number.length() == 1 && !KeyField.TCI.any(mask)) {
            return;
        }
        int vid = bits & 0xfff;
        int pcp = bits >> 13;
        boolean plain = (vid == 0 || vid == 0xfff) && (pcp == 0 || pcp == 7) && (vid | pcp) != 0;
        if ((value & bits & KeyLayout.VLAN_PRESENT) != 0 && plain) {
            if (vid != 0) {
                item("dl_vlan" + number, Integer.toString(value & 0xfff));
            }
            if (pcp != 0) {
                item("dl_vlan_pcp" + number, Integer.toString(value >> 13));
            }
        } else {
            item("vlan_tci" + number, "0x%04x".formatted(value) + (bits == 0xffff ? "" : "/0x%04x".formatted(bits)));
        }
    }

    private void network(String shorthand) {
        boolean arp = ethType == EtherType.ARP || ethType == EtherType.RARP;
        if (ethType == EtherType.IPV6) {
            ipv6("ipv6_src", KeyField.IPV6_SRC);
            ipv6("ipv6_dst", KeyField.IPV6_DST);
            if (KeyField.IPV6_LABEL.any(mask)) {
                String bits = KeyField.IPV6_LABEL.full(mask) ? "" : "/0x%05x".formatted(KeyField.IPV6_LABEL.of(mask));
                item("ipv6_label", "0x%05x".formatted(KeyField.IPV6_LABEL.of(key)) + bits);
            }
        } else if (arp) {
            ipv4("arp_spa", KeyField.IPV4_SRC);
            ipv4("arp_tpa", KeyField.IPV4_DST);
        } else if (ethType == EtherType.NSH) {
            nsh();
        } else {
            ipv4("nw_src", KeyField.IPV4_SRC);
            ipv4("nw_dst", KeyField.IPV4_DST);
        }
        boolean said = shorthand != null && !shorthand.equals("ip") && !shorthand.equals("ipv6") && !arp;
        if (!said && KeyField.IP_PROTO.any(mask)) {
            item(arp ? "arp_op" : "nw_proto", Integer.toString(protocol));
        }
        if (arp) {
            mac("arp_sha", KeyField.ARP_SHA);
            mac("arp_tha", KeyField.ARP_THA);
        }
        long tos = KeyField.IP_TOS.of(key);
        if ((KeyField.IP_TOS.of(mask) & 0xfc) != 0) {
            item("nw_tos", Long.toString(tos & 0xfc));
        }
        if ((KeyField.IP_TOS.of(mask) & 3) != 0) {
            item("nw_ecn", Long.toString(tos & 3));
        }
        if (KeyField.IP_TTL.any(mask)) {
            item("nw_ttl", Long.toString(KeyField.IP_TTL.of(key)));
        }
        mpls();
        fragment();
    }

    private void nsh() {
        byteMasked("nsh_flags", KeyField.NSH_FLAGS);
        byteMasked("nsh_ttl", KeyField.NSH_TTL);
        byteMasked("nsh_mdtype", KeyField.NSH_MDTYPE);
        byteMasked("nsh_np", KeyField.NSH_NP);
        hexMasked("nsh_spi", KeyField.NSH_SPI);
        byteMasked("nsh_si", KeyField.NSH_SI);
        if (KeyField.NSH_MDTYPE.full(mask) && KeyField.NSH_MDTYPE.of(key) == 1) {
            for (int i = 0; i < 4; i++) {
                hexMasked("nsh_c" + (i + 1), KeyField.nshContext(i));
            }
        }
    }

    private void mpls() {
        if (ethType == EtherType.PBB) {
            if ((KeyField.MPLS_0.of(mask) & 0xffffff) != 0) {
                item("pbb_isid", Long.toString(KeyField.MPLS_0.of(key) & 0xffffff));
            }
            return;
        }
        long entry = KeyField.MPLS_0.of(key);
        long bits = KeyField.MPLS_0.of(mask);
        part("mpls_label", entry >>> 12, bits >>> 12);
        part("mpls_tc", entry >>> 9 & 7, bits >>> 9 & 7);
        part("mpls_ttl", entry & 0xff, bits & 0xff);
        part("mpls_bos", entry >>> 8 & 1, bits >>> 8 & 1);
        wordMasked("mpls_lse1", KeyField.MPLS_1);
        wordMasked("mpls_lse2", KeyField.MPLS_2);
    }

    private void part(String name, long value, long bits) {
        if (bits != 0) {
            item(name, Long.toString(value));
        }
    }

    private void fragment() {
        boolean any = (KeyField.IP_FRAG.of(key) & KeyLayout.FRAG_ANY) != 0;
        boolean later = (KeyField.IP_FRAG.of(key) & KeyLayout.FRAG_LATER) != 0;
        switch ((int) KeyField.IP_FRAG.of(mask) & (KeyLayout.FRAG_ANY | KeyLayout.FRAG_LATER)) {
            case KeyLayout.FRAG_ANY | KeyLayout.FRAG_LATER ->
                item("nw_frag", any ? later ? "later" : "first" : later ? "<error>" : "no");
            case KeyLayout.FRAG_ANY -> item("nw_frag", any ? "yes" : "no");
            case KeyLayout.FRAG_LATER -> item("nw_frag", later ? "later" : "not_later");
            default -> {}
        }
    }

    private void transport() {
        boolean icmp4 = ethType == EtherType.IPV4 && protocol == IpProtocol.ICMP;
        boolean icmp6 = ethType == EtherType.IPV6 && protocol == IpProtocol.ICMPV6;
        String source = icmp4 || icmp6 ? "icmp_type" : "tp_src";
        String destination = icmp4 || icmp6 ? "icmp_code" : "tp_dst";
        port(source, KeyField.TP_SRC, icmp4 || icmp6 ? 0xff : 0xffff);
        port(destination, KeyField.TP_DST, icmp4 || icmp6 ? 0xff : 0xffff);
        if (icmp6) {
            ipv6("nd_target", KeyField.ND_TARGET);
            mac("nd_sll", KeyField.ARP_SHA);
            mac("nd_tll", KeyField.ARP_THA);
            decimal("nd_reserved", KeyField.IPV4_SRC);
            decimal("nd_options_type", KeyField.TCP_FLAGS);
        }
        boolean ip = ethType == EtherType.IPV4 || ethType == EtherType.IPV6;
        if (ip && protocol == IpProtocol.TCP && KeyField.TCP_FLAGS.any(mask)) {
            item(
                    "tcp_flags",
                    ValueWords.flagsMasked(
                            ValueWords.TCP_FLAGS,
                            KeyField.TCP_FLAGS.of(key) & 0xfff,
                            KeyField.TCP_FLAGS.of(mask) & 0xfff,
                            0xfff));
        }
        if (KeyField.IPV6_EXTHDR.any(mask)) {
            hexMasked("ipv6_exthdr", KeyField.IPV6_EXTHDR);
        }
    }

    /** A port is 16 bits wide, and of ICMP's type and code, which lie there, 8 bits are all that is ever looked at. */
    private void port(String name, KeyField field, int all) {
        long bits = field.of(mask);
        if (bits != 0) {
            boolean whole = (bits & all) == all && (all == 0xffff || bits == 0xff || bits == 0xffff);
            item(name, whole ? Long.toString(field.of(key)) : masked(field.of(key), bits));
        }
    }

    private static String masked(long value, long bits) {
        return "0x" + Long.toHexString(value) + "/0x" + Long.toHexString(bits);
    }

    private void number(String name, KeyField field) {
        if (field.any(mask)) {
            item(name, ValueWords.hex(field.of(key)) + (field.full(mask) ? "" : "/" + ValueWords.hex(field.of(mask))));
        }
    }

    private void decimal(String name, KeyField field) {
        if (field.any(mask)) {
            item(name, field.full(mask) ? Long.toString(field.of(key)) : masked(field.of(key), field.of(mask)));
        }
    }

    private void byteMasked(String name, KeyField field) {
        if (field.any(mask)) {
            item(
                    name,
                    field.full(mask)
                            ? Long.toString(field.of(key))
                            : "0x%02x/0x%02x".formatted(field.of(key), field.of(mask)));
        }
    }

    private void wordMasked(String name, KeyField field) {
        if (field.any(mask)) {
            item(
                    name,
                    field.full(mask)
                            ? Long.toString(field.of(key))
                            : "0x%08x/0x%08x".formatted(field.of(key), field.of(mask)));
        }
    }

    private void hexMasked(String name, KeyField field) {
        if (field.any(mask)) {
            item(
                    name,
                    "0x" + Long.toHexString(field.of(key))
                            + (field.full(mask) ? "" : "/0x" + Long.toHexString(field.of(mask))));
        }
    }

    private void mac(String name, KeyField field) {
        if (field.any(mask)) {
            item(name, ValueWords.macMasked(field.of(key), field.of(mask)));
        }
    }

    private void ipv4(String name, KeyField field) {
        if (field.any(mask)) {
            item(name, ValueWords.ipv4Masked(field.of(key), field.of(mask)));
        }
    }

    private void ipv6(String name, KeyField field) {
        if (field.any(mask)) {
            item(name, ValueWords.ipv6Masked(field.high(key), field.of(key), field.high(mask), field.of(mask)));
        }
    }

    private void item(String name, String value) {
        add(name + "=" + value);
    }

    private void add(String text) {
        out.append(out.isEmpty() ? "" : ",").append(text);
    }
}
