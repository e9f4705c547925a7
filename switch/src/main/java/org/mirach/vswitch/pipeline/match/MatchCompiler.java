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
        Traits traits = Traits.of(masked);
        MatchBuilder builder = Match.builder();
        for (ShapeFields.Part part : masked.shape().fields().parts()) {
            Field field = part.field();
            if (holds(field.prerequisite(), traits)) {
                if (keptInPart(field)
                        && part.mask()
                                .equals(FieldValue.ones(FieldSlot.of(field).bits()))) {
                    builder.exact(field, part.value(masked.key()));
                } else {
                    builder.masked(field, part.value(masked.key()), part.mask());
                }
            }
        }
        return builder.build();
    }

    /** Fields that a match has wider than the key, which has all that can be of them. */
    private static boolean keptInPart(Field field) {
        return field == Field.ARP_OP || field.isTunnelMetadata();
    }

    /** What tells fields apart that share their bits. {@code icmpType} is -1 where it is not matched exactly. */
    private record Traits(int ethType, int protocol, boolean tracked, int icmpType) {
        static Traits of(MaskedKey masked) {
            boolean typed = (masked.mask(KeyLayout.W_L4) >>> 48 & 0xff) == 0xff;
            return new Traits(
                    ethType(masked),
                    (int) (masked.word(KeyLayout.W_IP) >>> 24) & 0xff,
                    masked.word(KeyLayout.W_CT) >>> 32 != 0,
                    typed ? (int) (masked.word(KeyLayout.W_L4) >>> 48) : -1);
        }

        /** A packet without an Ethernet header has the type that its packet type names. */
        private static int ethType(MaskedKey masked) {
            int packetType = (int) (masked.word(KeyLayout.W_TYPE_HASH) >>> 32);
            return packetType >>> 16 == 1 ? packetType & 0xffff : (int) masked.word(KeyLayout.W_ETH_DST_TYPE) & 0xffff;
        }

        boolean ip() {
            return ethType == EtherType.IPV4 || ethType == EtherType.IPV6;
        }

        boolean transport(int number) {
            return ip() && protocol == number;
        }
    }

    /** Fields that a match has in another form. */
    static boolean normalised(Field field) {
        return field.actionOnly() || field == Field.IN_PHY_PORT;
    }

    /** Whether the bits that a field shares with others are its own in a packet that matches. */
    private static boolean holds(Prerequisite prerequisite, Traits traits) {
        return switch (prerequisite) {
            case NONE, ETHERNET, VLAN -> true;
            case ARP -> traits.ethType() == EtherType.ARP || traits.ethType() == EtherType.RARP;
            case IPV4 -> traits.ethType() == EtherType.IPV4;
            case IPV6 -> traits.ethType() == EtherType.IPV6;
            case IP -> traits.ip();
            case MPLS -> traits.ethType() == EtherType.MPLS || traits.ethType() == EtherType.MPLS_MULTICAST;
            case PBB -> traits.ethType() == EtherType.PBB;
            case NSH -> traits.ethType() == EtherType.NSH;
            case CT, CT_TRANSPORT -> traits.ip() && traits.tracked();
            case CT_IPV4 -> traits.ethType() == EtherType.IPV4 && traits.tracked();
            case CT_IPV6 -> traits.ethType() == EtherType.IPV6 && traits.tracked();
            case TCP -> traits.transport(IpProtocol.TCP);
            case UDP -> traits.transport(IpProtocol.UDP);
            case SCTP -> traits.transport(IpProtocol.SCTP);
            case ICMPV4 -> traits.ethType() == EtherType.IPV4 && traits.protocol() == IpProtocol.ICMP;
            case ICMPV6, ND, ND_SOLICIT, ND_ADVERT ->
                traits.ethType() == EtherType.IPV6
                        && traits.protocol() == IpProtocol.ICMPV6
                        && ndType(prerequisite, traits.icmpType());
        };
    }

    private static boolean ndType(Prerequisite prerequisite, int icmpType) {
        return prerequisite == Prerequisite.ICMPV6
                || icmpType == 135 && prerequisite != Prerequisite.ND_ADVERT
                || icmpType == 136 && prerequisite != Prerequisite.ND_SOLICIT;
    }
}
