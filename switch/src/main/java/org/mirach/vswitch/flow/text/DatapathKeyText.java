package org.mirach.vswitch.flow.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * A cached flow's key and mask as {@code dpctl/dump-flows} shows them:
 * {@code recirc_id(0),in_port(1),packet_type(ns=0,id=0),eth_type(0x0800),ipv4(frag=no)}.
 *
 * <p><b>Threads:</b> one; made for one text.
 */
public final class DatapathKeyText {
    private final long[] key;
    private final long[] mask;
    private final IntFunction<String> ports;
    private final boolean all;
    private List<String> items = new ArrayList<>();

    private DatapathKeyText(FlowKey key, FlowMask mask, IntFunction<String> ports, boolean all) {
        this.key = key.toArray();
        this.mask = mask.toArray();
        this.ports = ports;
        this.all = all;
    }

    /**
     * The text.
     *
     * @param key the whole packet's, not only its bits under the mask
     * @param all also what the mask leaves open, with an empty mask
     */
    public static String of(FlowKey key, FlowMask mask, IntFunction<String> ports, boolean all) {
        return new DatapathKeyText(key, mask, ports, all).format();
    }

    private String format() {
        if (all) {
            items.add("skb_priority(0/0)"); // a queue is chosen by actions here, and never matched
        }
        tunnel();
        single("skb_mark", KeyField.PKT_MARK);
        connection();
        KeyField.RECIRC_ID.fill(mask);
        single("recirc_id", KeyField.RECIRC_ID);
        single("dp_hash", KeyField.DP_HASH);
        if (all || KeyField.IN_PORT.any(mask)) {
            items.add("in_port(" + ports.apply((int) KeyField.IN_PORT.of(key)) + ")");
        }
        long type = KeyField.PACKET_TYPE.of(key);
        items.add("packet_type(ns=" + (type >>> 16) + ",id=" + ValueWords.hex(type & 0xffff) + ")");
        if (type == 0) {
            ethernet();
        } else {
            network();
        }
        return String.join(",", items);
    }

    private void tunnel() {
        if (!KeyField.TUN_IPV4_DST.any(key) && !KeyField.TUN_IPV6_DST.any(key)) {
            return;
        }
        DatapathParts parts = new DatapathParts(all)
                .hex("tun_id", KeyField.TUNNEL_ID, key, mask)
                .ipv4("src", KeyField.TUN_IPV4_SRC, key, mask)
                .ipv4("dst", KeyField.TUN_IPV4_DST, key, mask)
                .ipv6("ipv6_src", KeyField.TUN_IPV6_SRC, key, mask)
                .ipv6("ipv6_dst", KeyField.TUN_IPV6_DST, key, mask)
                .hex("tos", KeyField.TUN_TOS, key, mask)
                .decimal("ttl", KeyField.TUN_TTL, key, mask);
        items.add(parts.in("tunnel"));
    }

    private void single(String name, KeyField field) {
        if (all || field.any(mask)) {
            items.add(name + "(" + ValueWords.hex(field.of(key))
                    + (field.full(mask) ? "" : "/" + ValueWords.hex(field.of(mask))) + ")");
        }
    }

    private void connection() {
        if (all) {
            single("ct_state", KeyField.CT_STATE);
        } else if (KeyField.CT_STATE.any(mask)) {
            items.add("ct_state("
                    + ValueWords.flagsMasked(
                            ValueWords.CT_STATES,
                            KeyField.CT_STATE.of(key),
                            KeyField.CT_STATE.of(mask) & 0xff,
                            0xffffffffL)
                    + ")");
        }
        single("ct_zone", KeyField.CT_ZONE);
        single("ct_mark", KeyField.CT_MARK);
        if (KeyField.CT_LABEL.any(mask) || all) {
            boolean zero = !KeyField.CT_LABEL.any(key) && !KeyField.CT_LABEL.any(mask);
            String value = ValueWords.hex(KeyField.CT_LABEL.high(key), KeyField.CT_LABEL.of(key));
            String bits = ValueWords.hex(KeyField.CT_LABEL.high(mask), KeyField.CT_LABEL.of(mask));
            items.add("ct_label(" + (zero ? "0/0" : KeyField.CT_LABEL.full(mask) ? value : value + "/" + bits) + ")");
        }
        if (KeyField.CT_PROTO.any(key)) {
            tuple();
        }
    }

    private void tuple() {
        boolean four = ethType() == EtherType.IPV4;
        DatapathParts parts = new DatapathParts(all);
        if (four) {
            parts.ipv4("src", KeyField.CT_IPV4_SRC, key, mask).ipv4("dst", KeyField.CT_IPV4_DST, key, mask);
        } else {
            parts.ipv6("src", KeyField.CT_IPV6_SRC, key, mask).ipv6("dst", KeyField.CT_IPV6_DST, key, mask);
        }
        parts.decimal("proto", KeyField.CT_PROTO, key, mask)
                .decimal(four ? "tp_src" : "src_port", KeyField.CT_TP_SRC, key, mask)
                .decimal(four ? "tp_dst" : "dst_port", KeyField.CT_TP_DST, key, mask);
        boolean any = KeyField.CT_PROTO.any(mask)
                || KeyField.CT_TP_SRC.any(mask)
                || KeyField.CT_TP_DST.any(mask)
                || KeyField.CT_IPV4_SRC.any(mask)
                || KeyField.CT_IPV4_DST.any(mask)
                || KeyField.CT_IPV6_SRC.any(mask)
                || KeyField.CT_IPV6_DST.any(mask);
        if (all || any) {
            items.add(parts.in(four ? "ct_tuple4" : "ct_tuple6"));
        }
    }

    private int ethType() {
        return (int) KeyField.ETH_TYPE.of(key);
    }

    private void ethernet() {
        if (all || KeyField.ETH_SRC.any(mask) || KeyField.ETH_DST.any(mask)) {
            items.add(new DatapathParts(all)
                    .mac("src", KeyField.ETH_SRC, key, mask)
                    .mac("dst", KeyField.ETH_DST, key, mask)
                    .in("eth"));
        }
        boolean tagged = (KeyField.TCI.of(key) & KeyLayout.VLAN_PRESENT) != 0;
        if (!tagged || !all && !KeyField.TCI.any(mask) && !KeyField.TPID.any(mask)) {
            // A cached flow that does not look at the tag says so by an eth_type that is the one behind it.
            network();
            return;
        }
        items.add("eth_type(0x%04x)".formatted(KeyField.TPID.of(key) == 0 ? EtherType.VLAN : KeyField.TPID.of(key)));
        items.add("vlan(" + DatapathParts.vlan(KeyField.TCI.of(key), KeyField.TCI.of(mask), all) + ")");
        List<String> outer = items;
        items = new ArrayList<>();
        network();
        outer.add("encap(" + String.join(",", items) + ")");
        items = outer;
    }

    private void network() {
        int type = ethType();
        if (type < 0x600) {
            items.add("eth_type(0/0xffff)");
            return;
        }
        items.add("eth_type(0x%04x)".formatted(type));
        switch (type) {
            case EtherType.IPV4 -> ipv4();
            case EtherType.IPV6 -> ipv6();
            case EtherType.ARP, EtherType.RARP ->
                addIf(
                        new KeyField[] {
                            KeyField.IPV4_SRC, KeyField.IPV4_DST, KeyField.IP_PROTO, KeyField.ARP_SHA, KeyField.ARP_THA
                        },
                        new DatapathParts(all)
                                .ipv4("sip", KeyField.IPV4_SRC, key, mask)
                                .ipv4("tip", KeyField.IPV4_DST, key, mask)
                                .decimal("op", KeyField.IP_PROTO, key, mask)
                                .mac("sha", KeyField.ARP_SHA, key, mask)
                                .mac("tha", KeyField.ARP_THA, key, mask)
                                .in("arp"));
            case EtherType.MPLS, EtherType.MPLS_MULTICAST -> mpls();
            case EtherType.PBB -> {
                if (all || (KeyField.MPLS_0.of(mask) & 0xffffff) != 0) {
                    items.add("pbb(isid=" + (KeyField.MPLS_0.of(key) & 0xffffff) + ")");
                }
            }
            case EtherType.NSH -> nsh();
            default -> {}
        }
    }

    private void addIf(KeyField[] fields, String text) {
        boolean any = all;
        for (KeyField field : fields) {
            any |= field.any(mask);
        }
        if (any) {
            items.add(text);
        }
    }

    private void ipv4() {
        DatapathParts parts = new DatapathParts(all)
                .ipv4("src", KeyField.IPV4_SRC, key, mask)
                .ipv4("dst", KeyField.IPV4_DST, key, mask)
                .decimal("proto", KeyField.IP_PROTO, key, mask)
                .hex("tos", KeyField.IP_TOS, key, mask)
                .decimal("ttl", KeyField.IP_TTL, key, mask);
        fragment(parts);
        items.add(parts.in("ipv4"));
        transport();
    }

    private void ipv6() {
        DatapathParts parts = new DatapathParts(all)
                .ipv6("src", KeyField.IPV6_SRC, key, mask)
                .ipv6("dst", KeyField.IPV6_DST, key, mask)
                .hex("label", KeyField.IPV6_LABEL, key, mask)
                .decimal("proto", KeyField.IP_PROTO, key, mask)
                .hex("tclass", KeyField.IP_TOS, key, mask)
                .decimal("hlimit", KeyField.IP_TTL, key, mask);
        fragment(parts);
        items.add(parts.in("ipv6"));
        transport();
    }

    private void fragment(DatapathParts parts) {
        if (KeyField.IP_FRAG.any(mask)) {
            long bits = KeyField.IP_FRAG.of(key);
            parts.text("frag="
                    + ((bits & KeyLayout.FRAG_ANY) == 0
                            ? "no"
                            : (bits & KeyLayout.FRAG_LATER) != 0 ? "later" : "first"));
        }
    }

    private void transport() {
        if ((KeyField.IP_FRAG.of(key) & KeyLayout.FRAG_LATER) != 0) {
            return;
        }
        boolean four = ethType() == EtherType.IPV4;
        switch ((int) KeyField.IP_PROTO.of(key)) {
            case IpProtocol.TCP -> {
                ports("tcp");
                if (KeyField.TCP_FLAGS.any(mask)) {
                    items.add("tcp_flags("
                            + ValueWords.flagsMasked(
                                    ValueWords.TCP_FLAGS,
                                    KeyField.TCP_FLAGS.of(key) & 0xfff,
                                    KeyField.TCP_FLAGS.of(mask) & 0xfff,
                                    0xfff)
                            + ")");
                }
            }
            case IpProtocol.UDP -> ports("udp");
            case IpProtocol.SCTP -> ports("sctp");
            case IpProtocol.ICMP -> {
                if (four) {
                    icmp("icmp");
                }
            }
            case IpProtocol.ICMPV6 -> {
                if (!four) {
                    icmp("icmpv6");
                    nd();
                }
            }
            default -> {}
        }
    }

    private void ports(String name) {
        addIf(
                new KeyField[] {KeyField.TP_SRC, KeyField.TP_DST},
                new DatapathParts(all)
                        .decimal("src", KeyField.TP_SRC, key, mask)
                        .decimal("dst", KeyField.TP_DST, key, mask)
                        .in(name));
    }

    private void icmp(String name) {
        addIf(
                new KeyField[] {KeyField.TP_SRC, KeyField.TP_DST},
                new DatapathParts(all)
                        .decimal("type", KeyField.TP_SRC.of(key), KeyField.TP_SRC.of(mask) & 0xff, 0xff)
                        .decimal("code", KeyField.TP_DST.of(key), KeyField.TP_DST.of(mask) & 0xff, 0xff)
                        .in(name));
    }

    private void nd() {
        long type = KeyField.TP_SRC.of(key);
        if (type == 135 || type == 136) {
            addIf(
                    new KeyField[] {KeyField.ND_TARGET, KeyField.ARP_SHA, KeyField.ARP_THA},
                    new DatapathParts(all)
                            .ipv6("target", KeyField.ND_TARGET, key, mask)
                            .mac("sll", KeyField.ARP_SHA, key, mask)
                            .mac("tll", KeyField.ARP_THA, key, mask)
                            .in("nd"));
        }
    }

    private void mpls() {
        List<String> entries = new ArrayList<>();
        boolean full = true;
        KeyField[] stack = {KeyField.MPLS_0, KeyField.MPLS_1, KeyField.MPLS_2};
        int depth = 1;
        while (depth < stack.length && (stack[depth - 1].of(key) & 0x100) == 0) {
            depth++;
        }
        boolean any = all;
        for (int i = 0; i < depth; i++) {
            full &= stack[i].full(mask);
            any |= stack[i].any(mask);
        }
        for (int i = 0; i < depth; i++) {
            long entry = stack[i].of(key);
            entries.add(full ? DatapathParts.mpls(entry) : DatapathParts.mpls(entry, stack[i].of(mask)));
        }
        if (any) {
            items.add("mpls(" + String.join(",", entries) + ")");
        }
    }

    private void nsh() {
        DatapathParts parts = new DatapathParts(all)
                .decimal("flags", KeyField.NSH_FLAGS, key, mask)
                .decimal("ttl", KeyField.NSH_TTL, key, mask)
                .decimal("mdtype", KeyField.NSH_MDTYPE, key, mask)
                .decimal("np", KeyField.NSH_NP, key, mask)
                .hex("spi", KeyField.NSH_SPI, key, mask)
                .decimal("si", KeyField.NSH_SI, key, mask);
        for (int i = 0; i < 4; i++) {
            parts.hex("c" + (i + 1), KeyField.nshContext(i), key, mask);
        }
        items.add(parts.in("nsh"));
    }
}
