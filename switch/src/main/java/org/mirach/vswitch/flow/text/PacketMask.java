package org.mirach.vswitch.flow.text;

import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.vswitch.flow.KeyLayout;

/** Which bits of a key mean something in a given packet. Stateless. */
final class PacketMask {
    private PacketMask() {}

    /** The fields that the packet has; of what travels beside it, and of the pipeline's, those that are not zero. */
    static long[] shown(long[] key) {
        long[] mask = new long[KeyLayout.WORDS];
        for (KeyField field : new KeyField[] {
            KeyField.IN_PORT,
            KeyField.PKT_MARK,
            KeyField.RECIRC_ID,
            KeyField.DP_HASH,
            KeyField.CT_STATE,
            KeyField.CT_ZONE,
            KeyField.CT_MARK,
            KeyField.CT_LABEL,
            KeyField.METADATA,
            KeyField.TUNNEL_ID
        }) {
            fillIfSet(field, key, mask);
        }
        for (int i = 0; i < 2 * KeyLayout.REG_WORDS; i++) {
            fillIfSet(KeyField.register(i), key, mask);
        }
        tunnel(key, mask);
        packet(key, mask);
        return mask;
    }

    private static void fillIfSet(KeyField field, long[] key, long[] mask) {
        if (field.any(key)) {
            field.fill(mask);
        }
    }

    private static void fill(long[] mask, KeyField... fields) {
        for (KeyField field : fields) {
            field.fill(mask);
        }
    }

    private static void tunnel(long[] key, long[] mask) {
        if (KeyField.TUN_IPV4_DST.any(key) || KeyField.TUN_IPV6_DST.any(key)) {
            fill(mask, KeyField.TUN_IPV4_SRC, KeyField.TUN_IPV4_DST, KeyField.TUN_IPV6_SRC, KeyField.TUN_IPV6_DST);
            fill(mask, KeyField.TUN_GBP_ID, KeyField.TUN_GBP_FLAGS, KeyField.TUN_TOS, KeyField.TUN_TTL);
            fill(mask, KeyField.TUN_FLAGS);
        }
    }

    private static void packet(long[] key, long[] mask) {
        KeyField.PACKET_TYPE.fill(mask);
        int ethType = (int) KeyField.ETH_TYPE.of(key);
        if (!KeyField.PACKET_TYPE.any(key)) {
            fill(mask, KeyField.ETH_DST, KeyField.ETH_SRC, KeyField.ETH_TYPE, KeyField.TCI);
            if (KeyField.TCI.any(key)) {
                KeyField.INNER_TCI.fill(mask);
            }
        }
        switch (ethType) {
            case EtherType.IPV4 -> ipv4(key, mask);
            case EtherType.IPV6 -> ipv6(key, mask);
            case EtherType.ARP, EtherType.RARP ->
                fill(mask, KeyField.IPV4_SRC, KeyField.IPV4_DST, KeyField.IP_PROTO, KeyField.ARP_SHA, KeyField.ARP_THA);
            case EtherType.MPLS, EtherType.MPLS_MULTICAST -> mpls(key, mask);
            case EtherType.PBB -> mask[KeyLayout.W_MPLS] |= 0xffffffL << 32;
            case EtherType.NSH -> nsh(mask);
            default -> {}
        }
    }

    private static void ipv4(long[] key, long[] mask) {
        fill(mask, KeyField.IPV4_SRC, KeyField.IPV4_DST);
        ip(key, mask);
        if (tracked(key)) {
            fill(mask, KeyField.CT_IPV4_SRC, KeyField.CT_IPV4_DST);
        }
    }

    private static void ipv6(long[] key, long[] mask) {
        fill(mask, KeyField.IPV6_SRC, KeyField.IPV6_DST, KeyField.IPV6_LABEL);
        ip(key, mask);
        long type = KeyField.TP_SRC.of(key);
        if (KeyField.IP_PROTO.of(key) == IpProtocol.ICMPV6
                && (type == 135 || type == 136)
                && !KeyField.TP_DST.any(key)) {
            fill(mask, KeyField.ARP_SHA, KeyField.ARP_THA, KeyField.ND_TARGET);
        } else if (tracked(key)) {
            fill(mask, KeyField.CT_IPV6_SRC, KeyField.CT_IPV6_DST);
        }
    }

    private static void ip(long[] key, long[] mask) {
        fill(mask, KeyField.IP_PROTO, KeyField.IP_TOS, KeyField.IP_TTL, KeyField.IP_FRAG);
        if (tracked(key)) {
            fill(mask, KeyField.CT_PROTO, KeyField.CT_TP_SRC, KeyField.CT_TP_DST);
        }
        if ((KeyField.IP_FRAG.of(key) & KeyLayout.FRAG_LATER) != 0) {
            return;
        }
        switch ((int) KeyField.IP_PROTO.of(key)) {
            case IpProtocol.TCP -> fill(mask, KeyField.TP_SRC, KeyField.TP_DST, KeyField.TCP_FLAGS);
            case IpProtocol.ICMP, IpProtocol.ICMPV6, IpProtocol.UDP, IpProtocol.SCTP, IpProtocol.IGMP ->
                fill(mask, KeyField.TP_SRC, KeyField.TP_DST);
            default -> {}
        }
    }

    private static boolean tracked(long[] key) {
        return KeyField.CT_STATE.any(key) && KeyField.CT_PROTO.any(key);
    }

    private static void mpls(long[] key, long[] mask) {
        for (KeyField entry : new KeyField[] {KeyField.MPLS_0, KeyField.MPLS_1, KeyField.MPLS_2}) {
            entry.fill(mask);
            if ((entry.of(key) & 0x100) != 0) {
                return;
            }
        }
    }

    private static void nsh(long[] mask) {
        fill(mask, KeyField.NSH_FLAGS, KeyField.NSH_TTL, KeyField.NSH_MDTYPE, KeyField.NSH_NP);
        fill(mask, KeyField.NSH_SPI, KeyField.NSH_SI);
        for (int i = 0; i < 4; i++) {
            KeyField.nshContext(i).fill(mask);
        }
    }
}
