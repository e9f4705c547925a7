package org.mirach.openflow.text;

import java.util.Map;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.openflow.field.MaskedField;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.MatchBuilder;

/**
 * Reads a match's items. Open vSwitch's generic names (tp_src, icmp_type, nw_tos, dl_vlan) find their field when the
 * Ethernet type and the protocol are known, at the end.
 *
 * <p><b>Threads:</b> one; made for one match.
 */
final class MatchParser {
    private static final int PRESENT = 0x1000;
    private static final Map<String, int[]> PROTOCOLS = Map.ofEntries(
            Map.entry("ip", new int[] {EtherType.IPV4, 0}),
            Map.entry("ipv4", new int[] {EtherType.IPV4, 0}),
            Map.entry("ip4", new int[] {EtherType.IPV4, 0}),
            Map.entry("arp", new int[] {EtherType.ARP, 0}),
            Map.entry("icmp", new int[] {EtherType.IPV4, IpProtocol.ICMP}),
            Map.entry("tcp", new int[] {EtherType.IPV4, IpProtocol.TCP}),
            Map.entry("udp", new int[] {EtherType.IPV4, IpProtocol.UDP}),
            Map.entry("sctp", new int[] {EtherType.IPV4, IpProtocol.SCTP}),
            Map.entry("ipv6", new int[] {EtherType.IPV6, 0}),
            Map.entry("ip6", new int[] {EtherType.IPV6, 0}),
            Map.entry("icmp6", new int[] {EtherType.IPV6, IpProtocol.ICMPV6}),
            Map.entry("tcp6", new int[] {EtherType.IPV6, IpProtocol.TCP}),
            Map.entry("udp6", new int[] {EtherType.IPV6, IpProtocol.UDP}),
            Map.entry("sctp6", new int[] {EtherType.IPV6, IpProtocol.SCTP}),
            Map.entry("rarp", new int[] {EtherType.RARP, 0}),
            Map.entry("mpls", new int[] {EtherType.MPLS, 0}),
            Map.entry("mplsm", new int[] {EtherType.MPLS_MULTICAST, 0}));

    private final MatchBuilder match = Match.builder();
    private MaskedField tpSource;
    private MaskedField tpDestination;
    private MaskedField icmpType;
    private MaskedField icmpCode;
    private KeyValues last;

    /** Takes the current pair; false when its key is no match word. */
    boolean take(KeyValues pair) {
        last = pair;
        String key = pair.key();
        int[] protocol = PROTOCOLS.get(key);
        if (protocol != null && pair.value().isEmpty()) {
            match.exact(Field.ETH_TYPE, protocol[0]);
            if (protocol[1] != 0) {
                match.exact(Field.IP_PROTO, protocol[1]);
            }
            return true;
        }
        if (key.equals("eth") && pair.value().isEmpty()) {
            match.exact(Field.PACKET_TYPE, 0);
            return true;
        }
        try {
            return generic(pair) || field(pair);
        } catch (SyntaxException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw pair.badValue(e.getMessage());
        }
    }

    private boolean generic(KeyValues pair) {
        String value = pair.value();
        switch (pair.key()) {
            case "tp_src" -> tpSource = ValueText.parse(Field.TCP_SRC, value);
            case "tp_dst" -> tpDestination = ValueText.parse(Field.TCP_DST, value);
            case "icmp_type" -> icmpType = ValueText.parse(Field.ICMPV4_TYPE, value);
            case "icmp_code" -> icmpCode = ValueText.parse(Field.ICMPV4_CODE, value);
            case "nw_tos" -> match.exact(Field.IP_DSCP, tos(pair));
            case "dl_vlan" -> vlan(pair);
            case "dl_vlan_pcp" -> vlanPcp(pair.number(7));
            case "vlan_tci" -> add(ValueText.parse(Field.VLAN_TCI, value));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static long tos(KeyValues pair) {
        long tos = pair.number(255);
        if ((tos & 3) != 0) {
            throw pair.badValue("has ECN bits; nw_tos takes multiples of 4, nw_ecn the two lowest bits");
        }
        return tos >> 2;
    }

    /** 0xffff is "no tag" (OpenFlow 1.0). */
    private void vlan(KeyValues pair) {
        long vid = pair.number(0xffff);
        if (vid == 0xffff) {
            match.masked(Field.VLAN_TCI, 0, 0xffff);
        } else if (vid > 0xfff) {
            throw pair.badValue("is no VLAN id 0..4095, nor 0xffff for untagged");
        } else {
            match.exact(Field.VLAN_VID, vid | PRESENT);
        }
    }

    private void vlanPcp(long pcp) {
        match.exact(Field.VLAN_PCP, pcp);
        match.masked(Field.VLAN_VID, match.value(Field.VLAN_VID) | PRESENT, match.mask(Field.VLAN_VID) | PRESENT);
    }

    private boolean field(KeyValues pair) {
        Field field = FieldNames.field(pair.key());
        if (field == null) {
            return pair.key().indexOf('[') >= 0 && part(pair);
        }
        if (pair.value().isEmpty()) {
            throw pair.badKey("needs a value: " + pair.key() + "=...");
        }
        add(ValueText.parse(field == Field.IN_PORT16 ? Field.IN_PORT : field, pair.value()));
        return true;
    }

    /** {@code NAME[first..last]=number}: only these bits count. */
    private boolean part(KeyValues pair) {
        Subfield part = FieldNames.find(pair.key());
        if (part == null) {
            return false;
        }
        FieldValue value = Numbers.wide(pair.value());
        if (!value.and(FieldValue.ones(part.bits())).equals(value)) {
            throw pair.badValue("does not fit into " + part.bits() + " bits");
        }
        match.masked(part.field(), value.shiftLeft(part.offset()), part.mask());
        return true;
    }

    private void add(MaskedField masked) {
        match.masked(masked.field(), masked.value(), masked.mask());
    }

    /** The match, with the generic names resolved and the prerequisites checked. */
    Match finish() {
        int packetType = (int) match.value(Field.PACKET_TYPE);
        int etherType = packetType >>> 16 == 1 ? packetType & 0xffff : (int) match.value(Field.ETH_TYPE);
        int protocol = (int) match.value(Field.IP_PROTO);
        boolean ipv6 = etherType == EtherType.IPV6;
        as(tpSource, transport(true, protocol), "tp_src");
        as(tpDestination, transport(false, protocol), "tp_dst");
        as(icmpType, ipv6 ? Field.ICMPV6_TYPE : Field.ICMPV4_TYPE, "icmp_type");
        as(icmpCode, ipv6 ? Field.ICMPV6_CODE : Field.ICMPV4_CODE, "icmp_code");
        Match built = match.withoutImpliedEthernet().build();
        for (int i = 0; i < built.size(); i++) {
            Field field = built.field(i);
            if (!field.prerequisite().metBy(built) && !untagged(built, field)) {
                throw last.badKey(field.names().getFirst() + " needs " + needs(field) + " in the match");
            }
        }
        return built;
    }

    /** The whole tag as 0: nothing to be prioritised. */
    private static boolean untagged(Match built, Field field) {
        return field == Field.VLAN_PCP && (built.mask(Field.VLAN_VID) & PRESENT) != 0
                || field == Field.VLAN_PCP && built.mask(Field.VLAN_VID) == 0;
    }

    private static String needs(Field field) {
        return switch (field.prerequisite()) {
            case NONE -> "nothing";
            case ETHERNET -> "packet_type=(0,0)";
            case VLAN -> "dl_vlan";
            case ARP -> "arp";
            case IPV4 -> "ip";
            case IPV6 -> "ipv6";
            case IP -> "ip or ipv6";
            case MPLS -> "mpls";
            case PBB -> "dl_type=0x88e7";
            case TCP -> "tcp or tcp6";
            case UDP -> "udp or udp6";
            case SCTP -> "sctp or sctp6";
            case ICMPV4 -> "icmp";
            case ICMPV6 -> "icmp6";
            case ND -> "icmp6 and icmp_type 135 or 136";
            case ND_SOLICIT -> "icmp6 and icmp_type 135";
            case ND_ADVERT -> "icmp6 and icmp_type 136";
            case NSH -> "dl_type=0x894f";
            case CT, CT_TRANSPORT, CT_IPV4, CT_IPV6 -> "ct_state of a valid connection";
        };
    }

    private static Field transport(boolean source, int protocol) {
        return switch (protocol) {
            case IpProtocol.UDP -> source ? Field.UDP_SRC : Field.UDP_DST;
            case IpProtocol.SCTP -> source ? Field.SCTP_SRC : Field.SCTP_DST;
            case IpProtocol.ICMP -> source ? Field.ICMPV4_TYPE : Field.ICMPV4_CODE;
            case IpProtocol.ICMPV6 -> source ? Field.ICMPV6_TYPE : Field.ICMPV6_CODE;
            default -> source ? Field.TCP_SRC : Field.TCP_DST;
        };
    }

    private void as(MaskedField generic, Field field, String name) {
        if (generic == null) {
            return;
        }
        FieldValue full = field.fullMask();
        if (!generic.value().and(full).equals(generic.value())) {
            throw last.badKey(name + " does not fit into " + field.names().getFirst());
        }
        match.masked(field, generic.value(), generic.mask());
    }
}
