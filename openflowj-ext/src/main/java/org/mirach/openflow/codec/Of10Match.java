package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.MatchBuilder;
import org.mirach.openflow.model.PortNo;

/**
 * OpenFlow 1.0's match of 40 octets (OpenFlow 1.0, 5.2.3). Its layer 3 and 4 fields count only under a fitting Ethernet
 * type and protocol; otherwise they are dropped, as Open vSwitch does.
 */
final class Of10Match {
    static final int SIZE = 40;
    static final int ALL_WILDCARDS = (1 << 22) - 1;

    private static final int IN_PORT = 1;
    private static final int DL_VLAN = 1 << 1;
    private static final int DL_SRC = 1 << 2;
    private static final int DL_DST = 1 << 3;
    private static final int DL_TYPE = 1 << 4;
    private static final int NW_PROTO = 1 << 5;
    private static final int TP_SRC = 1 << 6;
    private static final int TP_DST = 1 << 7;
    private static final int NW_SRC_SHIFT = 8;
    private static final int NW_DST_SHIFT = 14;
    private static final int DL_VLAN_PCP = 1 << 20;
    private static final int NW_TOS = 1 << 21;
    private static final int NO_VLAN = 0xffff;
    private static final int PRESENT = 0x1000;

    private Of10Match() {}

    static Match read(byte[] from, int at) {
        int wild = Octets.i32(from, at) & ALL_WILDCARDS;
        MatchBuilder match = Match.builder();
        if ((wild & IN_PORT) == 0) {
            match.exact(Field.IN_PORT, PortNo.fromOf10(Octets.u16(from, at + 4)) & 0xffffffffL);
        }
        if ((wild & DL_SRC) == 0) {
            match.exact(Field.ETH_SRC, Octets.number(from, at + 6, 6));
        }
        if ((wild & DL_DST) == 0) {
            match.exact(Field.ETH_DST, Octets.number(from, at + 12, 6));
        }
        readVlan(match, wild, Octets.u16(from, at + 18), Octets.u8(from, at + 20));
        if ((wild & DL_TYPE) == 0) {
            int etherType = Octets.u16(from, at + 22);
            match.exact(Field.ETH_TYPE, etherType);
            readLayer3(match, wild, etherType, from, at);
        }
        return match.build();
    }

    private static void readVlan(MatchBuilder match, int wild, int vlan, int pcp) {
        if ((wild & DL_VLAN) == 0 && vlan == NO_VLAN) {
            match.masked(Field.VLAN_TCI, 0, 0xffff);
            return;
        }
        int mask = ((wild & DL_VLAN_PCP) == 0 ? 0xf000 : 0) | ((wild & DL_VLAN) == 0 ? 0x1fff : 0);
        match.masked(Field.VLAN_TCI, vlan & 0xfff | (pcp & 7) << 13 | PRESENT, mask);
    }

    private static void readLayer3(MatchBuilder match, int wild, int etherType, byte[] from, int at) {
        int protocol = Octets.u8(from, at + 25);
        long sourceMask = prefix(wild >> NW_SRC_SHIFT);
        long destinationMask = prefix(wild >> NW_DST_SHIFT);
        long source = Octets.u32(from, at + 28);
        long destination = Octets.u32(from, at + 32);
        if (etherType == EtherType.ARP || etherType == EtherType.RARP) {
            if ((wild & NW_PROTO) == 0) {
                match.exact(Field.ARP_OP, protocol);
            }
            match.masked(Field.ARP_SPA, source, sourceMask).masked(Field.ARP_TPA, destination, destinationMask);
            return;
        }
        if (etherType != EtherType.IPV4 && etherType != EtherType.IPV6) {
            return;
        }
        if (etherType == EtherType.IPV4) {
            match.masked(Field.IPV4_SRC, source, sourceMask).masked(Field.IPV4_DST, destination, destinationMask);
        }
        if ((wild & NW_TOS) == 0) {
            match.exact(Field.IP_DSCP, Octets.u8(from, at + 24) >> 2);
        }
        if ((wild & NW_PROTO) == 0) {
            match.exact(Field.IP_PROTO, protocol);
            readLayer4(match, wild, etherType, protocol, from, at);
        }
    }

    private static void readLayer4(MatchBuilder match, int wild, int etherType, int protocol, byte[] from, int at) {
        Field source = layer4(true, etherType, protocol);
        Field destination = layer4(false, etherType, protocol);
        if (source != null && (wild & TP_SRC) == 0) {
            match.exact(source, Octets.u16(from, at + 36) & source.fullMask().lo());
        }
        if (destination != null && (wild & TP_DST) == 0) {
            match.exact(
                    destination,
                    Octets.u16(from, at + 38) & destination.fullMask().lo());
        }
    }

    /** The field that tp_src or tp_dst stands for, or null. */
    private static Field layer4(boolean source, int etherType, int protocol) {
        boolean ipv4 = etherType == EtherType.IPV4;
        return switch (protocol) {
            case IpProtocol.TCP -> source ? Field.TCP_SRC : Field.TCP_DST;
            case IpProtocol.UDP -> source ? Field.UDP_SRC : Field.UDP_DST;
            case IpProtocol.SCTP -> source ? Field.SCTP_SRC : Field.SCTP_DST;
            case IpProtocol.ICMP -> !ipv4 ? null : source ? Field.ICMPV4_TYPE : Field.ICMPV4_CODE;
            case IpProtocol.ICMPV6 -> ipv4 ? null : source ? Field.ICMPV6_TYPE : Field.ICMPV6_CODE;
            default -> null;
        };
    }

    private static long prefix(int wildBits) {
        int bits = wildBits & 63;
        return bits >= 32 ? 0 : 0xffffffffL << bits & 0xffffffffL;
    }

    /** Whether nothing of the match is lost in this form. */
    static boolean fits(Match match) {
        for (int i = 0; i < match.size(); i++) {
            Field field = match.field(i);
            boolean expressible = switch (field) {
                case IN_PORT,
                        ETH_SRC,
                        ETH_DST,
                        ETH_TYPE,
                        VLAN_PCP,
                        IP_DSCP,
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
                        ARP_OP -> match.exactAt(i);
                case VLAN_VID ->
                    match.exactAt(i)
                            || match.maskLo(i) == PRESENT && match.valueLo(i) == PRESENT && match.has(Field.VLAN_PCP);
                case IPV4_SRC, IPV4_DST, ARP_SPA, ARP_TPA -> isPrefix((int) match.maskLo(i));
                default -> false;
            };
            if (!expressible) {
                return false;
            }
        }
        return match.unknown().isEmpty() && vlanFits(match);
    }

    private static boolean vlanFits(Match match) {
        if (!match.has(Field.VLAN_VID)) {
            return !match.has(Field.VLAN_PCP);
        }
        long vid = match.value(Field.VLAN_VID);
        return (vid & PRESENT) != 0 || vid == 0 && match.exact(Field.VLAN_PCP);
    }

    private static boolean isPrefix(int mask) {
        int host = ~mask;
        return (host & host + 1) == 0;
    }

    static void write(Match match, ByteBuf out) {
        boolean arp = match.has(Field.ARP_OP) || match.has(Field.ARP_SPA) || match.has(Field.ARP_TPA);
        int etherType = (int) match.value(Field.ETH_TYPE);
        int protocol = (int) match.value(Field.IP_PROTO);
        Field nwSource = arp ? Field.ARP_SPA : Field.IPV4_SRC;
        Field nwDestination = arp ? Field.ARP_TPA : Field.IPV4_DST;
        Field nwProtocol = arp ? Field.ARP_OP : Field.IP_PROTO;
        Field tpSource = layer4(true, etherType, protocol);
        Field tpDestination = layer4(false, etherType, protocol);
        int wild = wild(match, Field.IN_PORT, IN_PORT)
                | wild(match, Field.ETH_SRC, DL_SRC)
                | wild(match, Field.ETH_DST, DL_DST)
                | wild(match, Field.ETH_TYPE, DL_TYPE)
                | wild(match, nwProtocol, NW_PROTO)
                | wild(match, Field.IP_DSCP, NW_TOS)
                | wild(match, tpSource, TP_SRC)
                | wild(match, tpDestination, TP_DST)
                | hostBits(match.mask(nwSource)) << NW_SRC_SHIFT
                | hostBits(match.mask(nwDestination)) << NW_DST_SHIFT;
        long vlan = vlanAndWild(match);
        out.writeInt(wild | (int) (vlan >>> 32));
        out.writeShort(PortNo.toOf10((int) match.value(Field.IN_PORT)));
        MatchWriter.number(out, match.value(Field.ETH_SRC), 6);
        MatchWriter.number(out, match.value(Field.ETH_DST), 6);
        out.writeShort((int) vlan >>> 8 & 0xffff);
        out.writeByte((int) vlan & 0xff);
        out.writeByte(0);
        out.writeShort(etherType);
        out.writeByte((int) match.value(Field.IP_DSCP) << 2);
        out.writeByte((int) match.value(nwProtocol));
        out.writeShort(0);
        out.writeInt((int) match.value(nwSource));
        out.writeInt((int) match.value(nwDestination));
        out.writeShort(tpSource == null ? 0 : (int) match.value(tpSource));
        out.writeShort(tpDestination == null ? 0 : (int) match.value(tpDestination));
    }

    /** Wildcard bits in the upper half; dl_vlan and dl_vlan_pcp in the lower 24 bits. */
    private static long vlanAndWild(Match match) {
        int vidMask = (int) match.mask(Field.VLAN_VID);
        int vid = (int) match.value(Field.VLAN_VID);
        boolean pcp = match.has(Field.VLAN_PCP);
        if (vidMask == 0 && !pcp) {
            return (long) (DL_VLAN | DL_VLAN_PCP) << 32;
        }
        if ((vidMask & PRESENT) != 0 && (vid & PRESENT) == 0) {
            return NO_VLAN << 8;
        }
        boolean anyVid = (vidMask & 0xfff) == 0;
        int wild = (anyVid ? DL_VLAN : 0) | (pcp ? 0 : DL_VLAN_PCP);
        return (long) wild << 32 | (anyVid ? 0 : vid & 0xfff) << 8 | (int) match.value(Field.VLAN_PCP);
    }

    private static int wild(Match match, Field field, int bit) {
        return field != null && match.has(field) ? 0 : bit;
    }

    private static int hostBits(long mask) {
        return mask == 0 ? 32 : Long.numberOfTrailingZeros(mask);
    }
}
