package org.mirach.vswitch.pipeline.match;

import static org.mirach.vswitch.flow.KeyLayout.W_ARP_SHA;
import static org.mirach.vswitch.flow.KeyLayout.W_ARP_THA;
import static org.mirach.vswitch.flow.KeyLayout.W_ETH_DST_TYPE;
import static org.mirach.vswitch.flow.KeyLayout.W_ETH_SRC_TCI;
import static org.mirach.vswitch.flow.KeyLayout.W_IN_PORT;
import static org.mirach.vswitch.flow.KeyLayout.W_IP;
import static org.mirach.vswitch.flow.KeyLayout.W_IPV4;
import static org.mirach.vswitch.flow.KeyLayout.W_IPV6_DST;
import static org.mirach.vswitch.flow.KeyLayout.W_IPV6_SRC;
import static org.mirach.vswitch.flow.KeyLayout.W_L4;
import static org.mirach.vswitch.flow.KeyLayout.W_METADATA;
import static org.mirach.vswitch.flow.KeyLayout.W_MPLS;
import static org.mirach.vswitch.flow.KeyLayout.W_ND_TARGET;
import static org.mirach.vswitch.flow.KeyLayout.W_TUNNEL_ID;

import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;

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
            case TCP_FLAGS -> new FieldSlot(W_L4, 16, 12);
            case IPV6_SRC -> new FieldSlot(W_IPV6_SRC, 0, 128);
            case IPV6_DST -> new FieldSlot(W_IPV6_DST, 0, 128);
            case ARP_SHA, IPV6_ND_SLL -> new FieldSlot(W_ARP_SHA, 16, 48);
            case ARP_THA, IPV6_ND_TLL -> new FieldSlot(W_ARP_THA, 16, 48);
            case IPV6_ND_TARGET -> new FieldSlot(W_ND_TARGET, 0, 128);
            case MPLS_LABEL -> new FieldSlot(W_MPLS, 44, 20);
            case MPLS_TC -> new FieldSlot(W_MPLS, 41, 3);
            case MPLS_BOS -> new FieldSlot(W_MPLS, 40, 1);
            case MPLS_TTL -> new FieldSlot(W_MPLS, 32, 8);
            case METADATA -> new FieldSlot(W_METADATA, 0, 64);
            case IN_PHY_PORT,
                    ACTSET_OUTPUT,
                    PBB_ISID,
                    IPV6_EXTHDR,
                    PKT_MARK,
                    REG0,
                    REG1,
                    REG2,
                    REG3,
                    REG4,
                    REG5,
                    REG6,
                    REG7,
                    REG8,
                    REG9,
                    REG10,
                    REG11,
                    REG12,
                    REG13,
                    REG14,
                    REG15 -> null;
        };
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
