package org.mirach.vswitch.flow.text;

import org.mirach.vswitch.flow.KeyLayout;

/**
 * Where a part of a packet lies in the words of a key; see {@link KeyLayout} for what shares bits with what. Immutable.
 *
 * @param word index of the word; of the first of two for 128 bits
 * @param shift of the lowest bit
 * @param bits width, 128 for two whole words
 */
record KeyField(int word, int shift, int bits) {
    static final KeyField IN_PORT = new KeyField(KeyLayout.W_IN_PORT, 32, 32);
    static final KeyField RECIRC_ID = new KeyField(KeyLayout.W_IN_PORT, 0, 32);
    static final KeyField TUNNEL_ID = new KeyField(KeyLayout.W_TUNNEL_ID, 0, 64);
    static final KeyField ETH_DST = new KeyField(KeyLayout.W_ETH_DST_TYPE, 16, 48);
    static final KeyField ETH_TYPE = new KeyField(KeyLayout.W_ETH_DST_TYPE, 0, 16);
    static final KeyField ETH_SRC = new KeyField(KeyLayout.W_ETH_SRC_TCI, 16, 48);
    static final KeyField TCI = new KeyField(KeyLayout.W_ETH_SRC_TCI, 0, 16);
    static final KeyField TPID = new KeyField(KeyLayout.W_VLAN, 48, 16);
    static final KeyField INNER_TPID = new KeyField(KeyLayout.W_VLAN, 32, 16);
    static final KeyField INNER_TCI = new KeyField(KeyLayout.W_VLAN, 16, 16);
    static final KeyField IPV6_LABEL = new KeyField(KeyLayout.W_IP, 32, 20);
    /** Also the ARP opcode. */
    static final KeyField IP_PROTO = new KeyField(KeyLayout.W_IP, 24, 8);

    static final KeyField IP_TOS = new KeyField(KeyLayout.W_IP, 16, 8);
    static final KeyField IP_TTL = new KeyField(KeyLayout.W_IP, 8, 8);
    static final KeyField IP_FRAG = new KeyField(KeyLayout.W_IP, 0, 8);
    /** Also ARP's sender, and ND's reserved word. */
    static final KeyField IPV4_SRC = new KeyField(KeyLayout.W_IPV4, 32, 32);
    /** Also ARP's target. */
    static final KeyField IPV4_DST = new KeyField(KeyLayout.W_IPV4, 0, 32);

    static final KeyField TP_SRC = new KeyField(KeyLayout.W_L4, 48, 16);
    static final KeyField TP_DST = new KeyField(KeyLayout.W_L4, 32, 16);
    /** Also ND's option type. */
    static final KeyField TCP_FLAGS = new KeyField(KeyLayout.W_L4, 16, 16);

    static final KeyField IPV6_EXTHDR = new KeyField(KeyLayout.W_L4, 0, 16);
    static final KeyField IPV6_SRC = new KeyField(KeyLayout.W_IPV6_SRC, 0, 128);
    static final KeyField IPV6_DST = new KeyField(KeyLayout.W_IPV6_DST, 0, 128);
    static final KeyField ARP_SHA = new KeyField(KeyLayout.W_ARP_SHA, 16, 48);
    static final KeyField ARP_THA = new KeyField(KeyLayout.W_ARP_THA, 16, 48);
    static final KeyField ND_TARGET = new KeyField(KeyLayout.W_ND_TARGET, 0, 128);
    static final KeyField MPLS_0 = new KeyField(KeyLayout.W_MPLS, 32, 32);
    static final KeyField MPLS_1 = new KeyField(KeyLayout.W_MPLS, 0, 32);
    static final KeyField MPLS_2 = new KeyField(KeyLayout.W_MPLS_3, 32, 32);
    static final KeyField PKT_MARK = new KeyField(KeyLayout.W_MARK, 32, 32);
    static final KeyField CT_MARK = new KeyField(KeyLayout.W_MARK, 0, 32);
    static final KeyField CT_STATE = new KeyField(KeyLayout.W_CT, 32, 32);
    static final KeyField CT_ZONE = new KeyField(KeyLayout.W_CT, 16, 16);
    static final KeyField CT_PROTO = new KeyField(KeyLayout.W_CT, 8, 8);
    static final KeyField CT_LABEL = new KeyField(KeyLayout.W_CT_LABEL, 0, 128);
    static final KeyField CT_IPV4_SRC = new KeyField(KeyLayout.W_CT_IPV4, 32, 32);
    static final KeyField CT_IPV4_DST = new KeyField(KeyLayout.W_CT_IPV4, 0, 32);
    static final KeyField CT_IPV6_SRC = new KeyField(KeyLayout.W_CT_IPV6_SRC, 0, 128);
    static final KeyField CT_IPV6_DST = new KeyField(KeyLayout.W_CT_IPV6_DST, 0, 128);
    static final KeyField CT_TP_SRC = new KeyField(KeyLayout.W_CT_TP, 48, 16);
    static final KeyField CT_TP_DST = new KeyField(KeyLayout.W_CT_TP, 32, 16);
    static final KeyField PACKET_TYPE = new KeyField(KeyLayout.W_TYPE_HASH, 32, 32);
    static final KeyField DP_HASH = new KeyField(KeyLayout.W_TYPE_HASH, 0, 32);
    static final KeyField TUN_FLAGS = new KeyField(KeyLayout.W_TUNNEL, 48, 16);
    static final KeyField TUN_GBP_ID = new KeyField(KeyLayout.W_TUNNEL, 32, 16);
    static final KeyField TUN_GBP_FLAGS = new KeyField(KeyLayout.W_TUNNEL, 24, 8);
    static final KeyField TUN_TOS = new KeyField(KeyLayout.W_TUNNEL, 16, 8);
    static final KeyField TUN_TTL = new KeyField(KeyLayout.W_TUNNEL, 8, 8);
    static final KeyField TUN_IPV4_SRC = new KeyField(KeyLayout.W_TUN_IPV4, 32, 32);
    static final KeyField TUN_IPV4_DST = new KeyField(KeyLayout.W_TUN_IPV4, 0, 32);
    static final KeyField TUN_IPV6_SRC = new KeyField(KeyLayout.W_TUN_IPV6_SRC, 0, 128);
    static final KeyField TUN_IPV6_DST = new KeyField(KeyLayout.W_TUN_IPV6_DST, 0, 128);
    static final KeyField NSH_FLAGS = new KeyField(KeyLayout.W_NSH, 56, 8);
    static final KeyField NSH_TTL = new KeyField(KeyLayout.W_NSH, 48, 8);
    static final KeyField NSH_MDTYPE = new KeyField(KeyLayout.W_NSH, 40, 8);
    static final KeyField NSH_NP = new KeyField(KeyLayout.W_NSH, 32, 8);
    static final KeyField NSH_SPI = new KeyField(KeyLayout.W_NSH, 8, 24);
    static final KeyField NSH_SI = new KeyField(KeyLayout.W_NSH, 0, 8);
    static final KeyField METADATA = new KeyField(KeyLayout.W_METADATA, 0, 64);
    static final KeyField ACTSET_OUTPUT = new KeyField(KeyLayout.W_ACTSET_CONJ, 32, 32);
    static final KeyField CONJ_ID = new KeyField(KeyLayout.W_ACTSET_CONJ, 0, 32);

    static KeyField nshContext(int i) {
        return new KeyField(KeyLayout.W_NSH_CONTEXT + i / 2, i % 2 == 0 ? 32 : 0, 32);
    }

    static KeyField register(int i) {
        return new KeyField(KeyLayout.W_REGS + i / 2, i % 2 == 0 ? 32 : 0, 32);
    }

    /** All bits set, of a field of at most 64. */
    long ones() {
        return bits >= 64 ? -1L : (1L << bits) - 1;
    }

    /** The bits, right-aligned; of 128, the lower half. */
    long of(long[] words) {
        return bits == 128 ? words[word + 1] : words[word] >>> shift & ones();
    }

    /** The upper half of 128 bits. */
    long high(long[] words) {
        return bits == 128 ? words[word] : 0;
    }

    boolean any(long[] words) {
        return (of(words) | high(words)) != 0;
    }

    boolean full(long[] words) {
        return of(words) == ones() && (bits < 128 || high(words) == -1);
    }

    /** Writes the bits; of 128, the lower half. */
    void put(long[] words, long value) {
        if (bits == 128) {
            words[word + 1] = value;
        } else {
            words[word] = words[word] & ~(ones() << shift) | (value & ones()) << shift;
        }
    }

    void put(long[] words, long high, long low) {
        words[word] = high;
        words[word + 1] = low;
    }

    /** Sets all bits. */
    void fill(long[] words) {
        put(words, -1);
        if (bits == 128) {
            words[word] = -1;
        }
    }

    void clear(long[] words) {
        put(words, 0);
        if (bits == 128) {
            words[word] = 0;
        }
    }
}
