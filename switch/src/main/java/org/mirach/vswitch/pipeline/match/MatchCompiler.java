package org.mirach.vswitch.pipeline.match;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.openflow.field.Prerequisite;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.MatchBuilder;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * OpenFlow's matches as words of the key, and back. A VLAN match is one on the tci whose bit 12 says "present", as in
 * Open vSwitch: {@code vlan_vid=0} exactly means no tag.
 */
public final class MatchCompiler {
    private MatchCompiler() {}

    /** Why {@code match} can't be compiled, or null. That prerequisites are met, the decoder has checked. */
    public static OfError check(Match match) {
        for (int i = 0; i < match.size(); i++) {
            Field field = match.field(i);
            if (FieldSlot.of(field) == null) {
                return OfError.OFPBMC_BAD_FIELD;
            }
            if (field == Field.ARP_OP && match.valueLo(i) > 0xff) {
                return OfError.OFPBMC_BAD_VALUE;
            }
        }
        return null;
    }

    /** The words of a match that {@link #check} lets pass. */
    public static MaskedKey compile(Match match) {
        long[] key = new long[KeyLayout.WORDS];
        long[] mask = new long[KeyLayout.WORDS];
        for (int i = 0; i < match.size(); i++) {
            FieldSlot slot = FieldSlot.of(match.field(i));
            slot.put(mask, -1, -1, match.maskHi(i), match.maskLo(i));
            slot.put(key, match.valueHi(i), match.valueLo(i), match.maskHi(i), match.maskLo(i));
        }
        MaskShape shape = MaskShape.of(mask);
        return new MaskedKey(shape, shape.compact(key));
    }

    /** The match that compiles to {@code masked}. Fields that share bits are told apart by their prerequisites. */
    public static Match toMatch(MaskedKey masked) {
        long[] key = masked.fullKey();
        long[] mask = masked.fullMask();
        MatchBuilder builder = Match.builder();
        for (int i = 0; i < Field.count(); i++) {
            Field field = Field.at(i);
            FieldSlot slot = FieldSlot.of(field);
            if (slot != null && !normalised(field) && holds(field, key, mask)) {
                FieldValue bits = slot.get(mask);
                if (field == Field.ARP_OP && bits.lo() == 0xff) {
                    builder.exact(field, slot.get(key)); // 16 bits on the wire, of which the key keeps 8
                } else if (!bits.isZero()) {
                    builder.masked(field, slot.get(key), bits);
                }
            }
        }
        return builder.build();
    }

    /** Fields that a match has in another form. */
    private static boolean normalised(Field field) {
        return field.actionOnly() || field == Field.IN_PHY_PORT;
    }

    /** Whether the bits that {@code field} shares with others are this field's in a packet that matches. */
    private static boolean holds(Field field, long[] key, long[] mask) {
        return switch (field.prerequisite()) {
            case NONE, ETHERNET, VLAN -> true;
            case ARP -> ethType(key) == EtherType.ARP || ethType(key) == EtherType.RARP;
            case IPV4 -> ethType(key) == EtherType.IPV4;
            case IPV6 -> ethType(key) == EtherType.IPV6;
            case IP -> ip(key);
            case MPLS -> ethType(key) == EtherType.MPLS || ethType(key) == EtherType.MPLS_MULTICAST;
            case PBB -> ethType(key) == EtherType.PBB;
            case NSH -> ethType(key) == EtherType.NSH;
            case CT, CT_TRANSPORT -> ip(key) && key[KeyLayout.W_CT] >>> 32 != 0;
            case CT_IPV4 -> ethType(key) == EtherType.IPV4 && key[KeyLayout.W_CT] >>> 32 != 0;
            case CT_IPV6 -> ethType(key) == EtherType.IPV6 && key[KeyLayout.W_CT] >>> 32 != 0;
            case TCP -> ip(key) && protocol(key) == IpProtocol.TCP;
            case UDP -> ip(key) && protocol(key) == IpProtocol.UDP;
            case SCTP -> ip(key) && protocol(key) == IpProtocol.SCTP;
            case ICMPV4 -> ethType(key) == EtherType.IPV4 && protocol(key) == IpProtocol.ICMP;
            case ICMPV6, ND, ND_SOLICIT, ND_ADVERT ->
                ethType(key) == EtherType.IPV6 && protocol(key) == IpProtocol.ICMPV6 && ndType(field, key, mask);
        };
    }

    private static boolean ndType(Field field, long[] key, long[] mask) {
        int type = (mask[KeyLayout.W_L4] >>> 48 & 0xff) == 0xff ? (int) (key[KeyLayout.W_L4] >>> 48) : -1;
        return field.prerequisite() == Prerequisite.ICMPV6
                || type == 135 && field.prerequisite() != Prerequisite.ND_ADVERT
                || type == 136 && field.prerequisite() != Prerequisite.ND_SOLICIT;
    }

    private static boolean ip(long[] key) {
        return ethType(key) == EtherType.IPV4 || ethType(key) == EtherType.IPV6;
    }

    private static int ethType(long[] key) {
        return (int) key[KeyLayout.W_ETH_DST_TYPE] & 0xffff;
    }

    private static int protocol(long[] key) {
        return (int) (key[KeyLayout.W_IP] >>> 24) & 0xff;
    }
}
