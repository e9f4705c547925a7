package org.mirach.vswitch.slowpath.translate;

import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.openflow.field.Prerequisite;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Whether a packet has a field. What it takes to tell counts as looked at; the Ethernet type always is.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class Prerequisites {
    private final long[] key;
    private final long[] lookedAt;

    Prerequisites(long[] key, long[] lookedAt) {
        this.key = key;
        this.lookedAt = lookedAt;
    }

    boolean met(Field field) {
        return switch (field.prerequisite()) {
            case NONE -> true;
            case ETHERNET -> HeaderEdits.packetType(key) == 0;
            case VLAN -> vlan();
            case ARP -> ethType() == EtherType.ARP || ethType() == EtherType.RARP;
            case IPV4 -> ethType() == EtherType.IPV4;
            case IPV6 -> ethType() == EtherType.IPV6;
            case IP -> ip();
            case MPLS -> ethType() == EtherType.MPLS || ethType() == EtherType.MPLS_MULTICAST;
            case PBB -> ethType() == EtherType.PBB;
            case NSH -> ethType() == EtherType.NSH;
            case CT, CT_IPV4, CT_IPV6, CT_TRANSPORT -> connection(field.prerequisite());
            case TCP -> transport(IpProtocol.TCP);
            case UDP -> transport(IpProtocol.UDP);
            case SCTP -> transport(IpProtocol.SCTP);
            case ICMPV4 -> ethType() == EtherType.IPV4 && transport(IpProtocol.ICMP);
            case ICMPV6 -> ethType() == EtherType.IPV6 && transport(IpProtocol.ICMPV6);
            case ND -> nd(135) || nd(136);
            case ND_SOLICIT -> nd(135);
            case ND_ADVERT -> nd(136);
        };
    }

    /** The IP protocol, looked at. */
    int protocol() {
        lookedAt[KeyLayout.W_IP] |= 0xffL << 24;
        return (int) (key[KeyLayout.W_IP] >>> 24) & 0xff;
    }

    private boolean vlan() {
        lookedAt[KeyLayout.W_ETH_SRC_TCI] |= KeyLayout.VLAN_PRESENT;
        return (key[KeyLayout.W_ETH_SRC_TCI] & KeyLayout.VLAN_PRESENT) != 0;
    }

    private boolean ip() {
        return ethType() == EtherType.IPV4 || ethType() == EtherType.IPV6;
    }

    private boolean connection(Prerequisite which) {
        lookedAt[KeyLayout.W_CT] |= 0xffffffffL << 32;
        boolean family = switch (which) {
            case CT_IPV4 -> ethType() == EtherType.IPV4;
            case CT_IPV6 -> ethType() == EtherType.IPV6;
            default -> ip();
        };
        return family && key[KeyLayout.W_CT] >>> 32 != 0;
    }

    private boolean transport(int protocol) {
        return ip() && protocol() == protocol && (key[KeyLayout.W_IP] & KeyLayout.FRAG_LATER) == 0;
    }

    private boolean nd(int type) {
        if (ethType() != EtherType.IPV6 || !transport(IpProtocol.ICMPV6)) {
            return false;
        }
        lookedAt[KeyLayout.W_L4] |= 0xffff_ffffL << 32;
        return key[KeyLayout.W_L4] >>> 48 == type && (key[KeyLayout.W_L4] >>> 32 & 0xffff) == 0;
    }

    private int ethType() {
        return (int) key[KeyLayout.W_ETH_DST_TYPE] & 0xffff;
    }
}
