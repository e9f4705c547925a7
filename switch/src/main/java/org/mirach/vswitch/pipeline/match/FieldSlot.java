package org.mirach.vswitch.pipeline.match;

import static org.mirach.vswitch.flow.KeyLayout.W_ACTSET_CONJ;
import static org.mirach.vswitch.flow.KeyLayout.W_ARP_SHA;
import static org.mirach.vswitch.flow.KeyLayout.W_ARP_THA;
import static org.mirach.vswitch.flow.KeyLayout.W_CT;
import static org.mirach.vswitch.flow.KeyLayout.W_CT_IPV4;
import static org.mirach.vswitch.flow.KeyLayout.W_CT_IPV6_DST;
import static org.mirach.vswitch.flow.KeyLayout.W_CT_IPV6_SRC;
import static org.mirach.vswitch.flow.KeyLayout.W_CT_LABEL;
import static org.mirach.vswitch.flow.KeyLayout.W_CT_TP;
import static org.mirach.vswitch.flow.KeyLayout.W_ETH_DST_TYPE;
import static org.mirach.vswitch.flow.KeyLayout.W_ETH_SRC_TCI;
import static org.mirach.vswitch.flow.KeyLayout.W_IN_PORT;
import static org.mirach.vswitch.flow.KeyLayout.W_IP;
import static org.mirach.vswitch.flow.KeyLayout.W_IPV4;
import static org.mirach.vswitch.flow.KeyLayout.W_IPV6_DST;
import static org.mirach.vswitch.flow.KeyLayout.W_IPV6_SRC;
import static org.mirach.vswitch.flow.KeyLayout.W_L4;
import static org.mirach.vswitch.flow.KeyLayout.W_MARK;
import static org.mirach.vswitch.flow.KeyLayout.W_METADATA;
import static org.mirach.vswitch.flow.KeyLayout.W_MPLS;
import static org.mirach.vswitch.flow.KeyLayout.W_ND_TARGET;
import static org.mirach.vswitch.flow.KeyLayout.W_NSH;
import static org.mirach.vswitch.flow.KeyLayout.W_NSH_CONTEXT;
import static org.mirach.vswitch.flow.KeyLayout.W_REGS;
import static org.mirach.vswitch.flow.KeyLayout.W_TUNNEL;
import static org.mirach.vswitch.flow.KeyLayout.W_TUNNEL_ID;
import static org.mirach.vswitch.flow.KeyLayout.W_TUN_IPV4;
import static org.mirach.vswitch.flow.KeyLayout.W_TUN_IPV6_DST;
import static org.mirach.vswitch.flow.KeyLayout.W_TUN_IPV6_SRC;
import static org.mirach.vswitch.flow.KeyLayout.W_TUN_KINDS;
import static org.mirach.vswitch.flow.KeyLayout.W_TYPE_HASH;

import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.TunnelMetadataMap;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Where a field of OpenFlow lies in the key: the one mapping between {@link Field} and {@code KeyLayout}.
 *
 * @param word index of the word; of the first of two for 128 bits
 * @param shift of the field's lowest bit
 * @param bits width; 128 for two whole words
 */
public record FieldSlot(int word, int shift, int bits) {
    private static final FieldSlot[] SLOTS = new FieldSlot[Field.count()];

    static {
        for (int i = 0; i < SLOTS.length; i++) {
            SLOTS[i] = slot(Field.at(i));
        }
    }

    /** Where {@code field} lies, or null where the key does not have it. */
    public static FieldSlot of(Field field) {
        return SLOTS[field.ordinal()];
    }

    private static FieldSlot slot(Field field) {
        return switch (field) {
            case IN_PORT -> new FieldSlot(W_IN_PORT, 32, 32);
            case IN_PORT16 -> new FieldSlot(W_IN_PORT, 32, 16);
            case NW_TOS -> new FieldSlot(W_IP, 16, 8);
            case TUNNEL_ID -> new FieldSlot(W_TUNNEL_ID, 0, 64);
            case ETH_DST -> new FieldSlot(W_ETH_DST_TYPE, 16, 48);
            case ETH_TYPE -> new FieldSlot(W_ETH_DST_TYPE, 0, 16);
            case ETH_SRC -> new FieldSlot(W_ETH_SRC_TCI, 16, 48);
            case VLAN_TCI -> new FieldSlot(W_ETH_SRC_TCI, 0, 16);
            case VLAN_VID -> new FieldSlot(W_ETH_SRC_TCI, 0, 13);
            case VLAN_PCP -> new FieldSlot(W_ETH_SRC_TCI, 13, 3);
            case IPV6_FLABEL -> new FieldSlot(W_IP, 32, 20);
            case IP_PROTO, ARP_OP -> new FieldSlot(W_IP, 24, 8);
            case IP_DSCP -> new FieldSlot(W_IP, 18, 6);
            case IP_ECN -> new FieldSlot(W_IP, 16, 2);
            case NW_TTL -> new FieldSlot(W_IP, 8, 8);
            case IP_FRAG -> new FieldSlot(W_IP, 0, 2);
            case IPV4_SRC, ARP_SPA -> new FieldSlot(W_IPV4, 32, 32);
            case IPV4_DST, ARP_TPA -> new FieldSlot(W_IPV4, 0, 32);
            case TCP_SRC, UDP_SRC, SCTP_SRC -> new FieldSlot(W_L4, 48, 16);
            case TCP_DST, UDP_DST, SCTP_DST -> new FieldSlot(W_L4, 32, 16);
            case ICMPV4_TYPE, ICMPV6_TYPE -> new FieldSlot(W_L4, 48, 8);
            case ICMPV4_CODE, ICMPV6_CODE -> new FieldSlot(W_L4, 32, 8);
            case TCP_FLAGS -> new FieldSlot(W_L4, 16, 16);
            case IPV6_SRC -> new FieldSlot(W_IPV6_SRC, 0, 128);
            case IPV6_DST -> new FieldSlot(W_IPV6_DST, 0, 128);
            case ARP_SHA, IPV6_ND_SLL -> new FieldSlot(W_ARP_SHA, 16, 48);
            case ARP_THA, IPV6_ND_TLL -> new FieldSlot(W_ARP_THA, 16, 48);
            case IPV6_ND_TARGET -> new FieldSlot(W_ND_TARGET, 0, 128);
            case MPLS_LABEL -> new FieldSlot(W_MPLS, 44, 20);
            case MPLS_TC -> new FieldSlot(W_MPLS, 41, 3);
            case MPLS_BOS -> new FieldSlot(W_MPLS, 40, 1);
            case MPLS_TTL -> new FieldSlot(W_MPLS, 32, 8);
            case PBB_ISID -> new FieldSlot(W_MPLS, 32, 24);
            case ND_RESERVED -> new FieldSlot(W_IPV4, 32, 32);
            case ND_OPTIONS_TYPE -> new FieldSlot(W_L4, 16, 8);
            case IPV6_EXTHDR -> new FieldSlot(W_L4, 0, 9);
            case METADATA -> new FieldSlot(W_METADATA, 0, 64);
            case PACKET_TYPE, DP_HASH, RECIRC_ID, CONJ_ID, ACTSET_OUTPUT, PKT_MARK -> pipelineSlot(field);
            case TUN_FLAGS, TUN_IPV4_SRC, TUN_IPV4_DST, TUN_IPV6_SRC, TUN_IPV6_DST, TUN_GBP_ID, TUN_GBP_FLAGS ->
                tunnelSlot(field);
            case TUN_ERSPAN_IDX, TUN_ERSPAN_VER, TUN_ERSPAN_DIR, TUN_ERSPAN_HWID, TUN_GTPU_FLAGS, TUN_GTPU_MSGTYPE ->
                tunnelKindSlot(field);
            case NSH_FLAGS, NSH_TTL, NSH_MDTYPE, NSH_NP, NSH_SPI, NSH_SI, NSH_C1, NSH_C2, NSH_C3, NSH_C4 ->
                nshSlot(field);
            case CT_STATE,
                    CT_ZONE,
                    CT_MARK,
                    CT_LABEL,
                    CT_NW_SRC,
                    CT_IPV6_SRC,
                    CT_NW_DST,
                    CT_IPV6_DST,
                    CT_NW_PROTO,
                    CT_TP_SRC,
                    CT_TP_DST -> connectionSlot(field);
            case IN_PHY_PORT -> new FieldSlot(W_IN_PORT, 32, 32);
            default -> registerSlot(field);
        };
    }

    private static FieldSlot pipelineSlot(Field field) {
        return switch (field) {
            case PACKET_TYPE -> new FieldSlot(W_TYPE_HASH, 32, 32);
            case DP_HASH -> new FieldSlot(W_TYPE_HASH, 0, 32);
            case RECIRC_ID -> new FieldSlot(W_IN_PORT, 0, 32);
            case ACTSET_OUTPUT -> new FieldSlot(W_ACTSET_CONJ, 32, 32);
            case CONJ_ID -> new FieldSlot(W_ACTSET_CONJ, 0, 32);
            default -> new FieldSlot(W_MARK, 32, 32);
        };
    }

    private static FieldSlot tunnelSlot(Field field) {
        return switch (field) {
            case TUN_FLAGS -> new FieldSlot(W_TUNNEL, 48, 16);
            case TUN_GBP_ID -> new FieldSlot(W_TUNNEL, 32, 16);
            case TUN_GBP_FLAGS -> new FieldSlot(W_TUNNEL, 24, 8);
            case TUN_IPV4_SRC -> new FieldSlot(W_TUN_IPV4, 32, 32);
            case TUN_IPV4_DST -> new FieldSlot(W_TUN_IPV4, 0, 32);
            case TUN_IPV6_SRC -> new FieldSlot(W_TUN_IPV6_SRC, 0, 128);
            default -> new FieldSlot(W_TUN_IPV6_DST, 0, 128);
        };
    }

    private static FieldSlot tunnelKindSlot(Field field) {
        return switch (field) {
            case TUN_ERSPAN_IDX -> new FieldSlot(W_TUN_KINDS, 44, 20);
            case TUN_ERSPAN_VER -> new FieldSlot(W_TUN_KINDS, 40, 4);
            case TUN_ERSPAN_HWID -> new FieldSlot(W_TUN_KINDS, 34, 6);
            case TUN_ERSPAN_DIR -> new FieldSlot(W_TUN_KINDS, 33, 1);
            case TUN_GTPU_FLAGS -> new FieldSlot(W_TUN_KINDS, 24, 8);
            default -> new FieldSlot(W_TUN_KINDS, 16, 8);
        };
    }

    private static FieldSlot nshSlot(Field field) {
        return switch (field) {
            case NSH_FLAGS -> new FieldSlot(W_NSH, 56, 8);
            case NSH_TTL -> new FieldSlot(W_NSH, 48, 8);
            case NSH_MDTYPE -> new FieldSlot(W_NSH, 40, 8);
            case NSH_NP -> new FieldSlot(W_NSH, 32, 8);
            case NSH_SPI -> new FieldSlot(W_NSH, 8, 24);
            case NSH_SI -> new FieldSlot(W_NSH, 0, 8);
            case NSH_C1 -> new FieldSlot(W_NSH_CONTEXT, 32, 32);
            case NSH_C2 -> new FieldSlot(W_NSH_CONTEXT, 0, 32);
            case NSH_C3 -> new FieldSlot(W_NSH_CONTEXT + 1, 32, 32);
            default -> new FieldSlot(W_NSH_CONTEXT + 1, 0, 32);
        };
    }

    private static FieldSlot connectionSlot(Field field) {
        return switch (field) {
            case CT_STATE -> new FieldSlot(W_CT, 32, 32);
            case CT_ZONE -> new FieldSlot(W_CT, 16, 16);
            case CT_NW_PROTO -> new FieldSlot(W_CT, 8, 8);
            case CT_MARK -> new FieldSlot(W_MARK, 0, 32);
            case CT_LABEL -> new FieldSlot(W_CT_LABEL, 0, 128);
            case CT_NW_SRC -> new FieldSlot(W_CT_IPV4, 32, 32);
            case CT_NW_DST -> new FieldSlot(W_CT_IPV4, 0, 32);
            case CT_IPV6_SRC -> new FieldSlot(W_CT_IPV6_SRC, 0, 128);
            case CT_IPV6_DST -> new FieldSlot(W_CT_IPV6_DST, 0, 128);
            case CT_TP_SRC -> new FieldSlot(W_CT_TP, 48, 16);
            default -> new FieldSlot(W_CT_TP, 32, 16);
        };
    }

    /** Registers, alone and joined; Geneve options, as far as there is place for them. */
    private static FieldSlot registerSlot(Field field) {
        if (field.isTunnelMetadata()) {
            int index = field.ordinal() - Field.TUN_METADATA0.ordinal();
            return index < TunnelMetadataMap.PLACES ? new FieldSlot(KeyLayout.W_TUN_METADATA + index, 0, 64) : null;
        }
        int register = field.ordinal() - Field.REG0.ordinal();
        if (register >= 0 && register < 2 * KeyLayout.REG_WORDS) {
            return new FieldSlot(W_REGS + register / 2, register % 2 == 0 ? 32 : 0, 32);
        }
        int wide = field.ordinal() - Field.XREG0.ordinal();
        if (wide >= 0 && wide < KeyLayout.REG_WORDS) {
            return new FieldSlot(W_REGS + wide, 0, 64);
        }
        int quad = field.ordinal() - Field.XXREG0.ordinal();
        return quad >= 0 && quad < KeyLayout.REG_WORDS / 2 ? new FieldSlot(W_REGS + 2 * quad, 0, 128) : null;
    }

    /** The field's bits in {@code words}, right-aligned. */
    public FieldValue get(long[] words) {
        if (bits == 128) {
            return new FieldValue(words[word], words[word + 1]);
        }
        return FieldValue.of(words[word] >>> shift & ones());
    }

    /** Writes the bits of {@code mask}. */
    public void put(long[] words, FieldValue value, FieldValue mask) {
        put(words, value.hi(), value.lo(), mask.hi(), mask.lo());
    }

    /** Writes the bits of the mask. */
    public void put(long[] words, long valueHi, long valueLo, long maskHi, long maskLo) {
        if (bits == 128) {
            words[word] = words[word] & ~maskHi | valueHi & maskHi;
            words[word + 1] = words[word + 1] & ~maskLo | valueLo & maskLo;
        } else {
            long m = (maskLo & ones()) << shift;
            words[word] = words[word] & ~m | valueLo << shift & m;
        }
    }

    /** Sets all of the field's bits in {@code mask}. */
    public void addTo(long[] mask) {
        put(mask, -1, -1, -1, -1);
    }

    private long ones() {
        return bits >= 64 ? -1L : (1L << bits) - 1;
    }
}
