package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import org.mirach.openflow.field.EtherType;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * The MPLS labels of a packet, outermost first: the three that the key shows, as Open vSwitch sees three. Also PBB's tag,
 * which lies where the first label does.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class MplsStack {
    static final int MAX_LABELS = 3;
    /** Bottom-of-stack bit of an entry. */
    private static final int BOTTOM = 0x100;

    private static final int TTL = 0xff;
    private static final int ISID = 0xffffff;
    private static final int DEFAULT_TTL = 64;

    private final long[] key;
    private final long[] lookedAt;
    private final long[] base;
    private final boolean cameLabelled;

    MplsStack(long[] key, long[] lookedAt, long[] base) {
        this.key = key;
        this.lookedAt = lookedAt;
        this.base = base;
        cameLabelled = labelled(key);
    }

    boolean labelled(long[] words) {
        int type = (int) words[KeyLayout.W_ETH_DST_TYPE] & 0xffff;
        return type == EtherType.MPLS || type == EtherType.MPLS_MULTICAST;
    }

    /** How many labels the packet has: up to the bottom of the stack; as many as are seen where that is deeper. */
    int count() {
        int count = count(key);
        for (int i = 0; i < count; i++) {
            look(i, BOTTOM);
        }
        return count;
    }

    /**
     * Pushes a label onto {@code count} others. The first takes traffic class and TTL from the IP header, which then is
     * not seen any more; a later one is a copy of the outer one.
     */
    void push(int count, int etherType) {
        if (count > 0) {
            for (int i = 0; i < count; i++) {
                look(i, -1);
            }
            for (int i = count; i >= 1; i--) {
                set(key, i, entry(key, i - 1));
            }
            set(key, 0, entry(key, 1) & ~BOTTOM);
        } else {
            int first = firstLabel();
            hideNetwork();
            set(key, 0, first);
        }
        type(key, etherType);
    }

    private int firstLabel() {
        int type = (int) key[KeyLayout.W_ETH_DST_TYPE] & 0xffff;
        int ttl = DEFAULT_TTL;
        int trafficClass = 0;
        if (type == EtherType.IPV4 || type == EtherType.IPV6) {
            lookedAt[KeyLayout.W_IP] |= 0xfcff00L;
            long ip = key[KeyLayout.W_IP];
            trafficClass = (int) (ip >>> 16 & 0xfc) >> 2 & 7;
            ttl = (ip >>> 8 & 0xff) == 0 ? DEFAULT_TTL : (int) (ip >>> 8) & 0xff;
        }
        return trafficClass << 9
                | BOTTOM
                | ttl; // label 0: what set-field can set starts as zero (OpenFlow 1.3.5, 5.12.1)
    }

    /** What lies behind a header that was put in front is not seen any more. */
    private void hideNetwork() {
        for (int word = KeyLayout.W_IP; word < KeyLayout.WIRE_WORDS; word++) {
            key[word] = 0;
        }
        key[KeyLayout.W_TYPE_HASH] &= 0xffffffffL << 32;
    }

    /** Pops the outer one of {@code count} labels. @return false where the packet has none, or more than are seen */
    boolean pop(int count, int etherType) {
        if (count == 0 || count == MAX_LABELS && (entry(key, MAX_LABELS - 1) & BOTTOM) == 0) {
            return false;
        }
        for (int i = 1; i < count; i++) {
            look(i, -1);
            set(key, i - 1, entry(key, i));
        }
        set(key, count - 1, 0);
        type(key, etherType);
        return true;
    }

    int ttl() {
        look(0, TTL);
        return entry(key, 0) & TTL;
    }

    void ttl(int ttl) {
        look(0, TTL);
        set(key, 0, entry(key, 0) & ~TTL | ttl);
    }

    /** Copies the TTL between the two outer labels. */
    void copyTtl(boolean inward) {
        look(0, TTL);
        look(1, TTL);
        int from = inward ? 0 : 1;
        int to = 1 - from;
        set(key, to, entry(key, to) & ~TTL | entry(key, from) & TTL);
    }

    /** Puts PBB's header in front: {@code tag} is its I-TAG. */
    void pushBackbone(int etherType, int tag) {
        hideNetwork();
        key[KeyLayout.W_VLAN] = 0;
        key[KeyLayout.W_ETH_SRC_TCI] &= ~0xffffL;
        set(key, 0, tag);
        type(key, etherType);
    }

    /** The tag of a packet that has PBB's header. */
    int backboneTag() {
        look(0, ISID);
        return entry(key, 0);
    }

    /** Pops, rewrites and pushes what differs; the inner labels that agree are left alone. */
    void commit(List<DatapathAction> actions) {
        commitBackbone(actions);
        int from = count(base);
        int to = count(key);
        int common = common(from, to);
        while (from > common) {
            if (from - 1 == common && to > common) {
                int entry = entry(key, to - from);
                actions.add(new DatapathAction.SetMpls(entry, -1));
                lookedAt[KeyLayout.W_MPLS] |= -1L << 32;
                set(base, 0, entry);
                common++;
            } else {
                boolean last = labelled(key) || from == 1;
                int etherType = last ? (int) key[KeyLayout.W_ETH_DST_TYPE] & 0xffff : EtherType.MPLS;
                actions.add(new DatapathAction.PopMpls(etherType));
                drop(base, from, etherType);
                from--;
            }
        }
        if (from < to && cameLabelled) { // a popped label may come back: what was in it matters
            lookedAt[KeyLayout.W_MPLS] = -1L;
            lookedAt[KeyLayout.W_MPLS_3] |= -1L << 32;
        }
        while (from < to) {
            int entry = entry(key, to - from - 1);
            int etherType = (int) key[KeyLayout.W_ETH_DST_TYPE] & 0xffff;
            actions.add(new DatapathAction.PushMpls(etherType, entry));
            if (from == 0) { // what lies there was no label
                base[KeyLayout.W_MPLS] = 0;
                base[KeyLayout.W_MPLS_3] = 0;
            }
            for (int i = from; i >= 1; i--) {
                set(base, i, entry(base, i - 1));
            }
            set(base, 0, entry);
            type(base, etherType);
            from++;
        }
    }

    private void commitBackbone(List<DatapathAction> actions) {
        int isid = entry(key, 0) & ISID;
        if (type(key) == EtherType.PBB && type(base) == EtherType.PBB && isid != (entry(base, 0) & ISID)) {
            int mask = (int) (lookedAt[KeyLayout.W_MPLS] >>> 32) & ISID;
            actions.add(new DatapathAction.SetPbbIsid(isid & mask, mask));
            set(base, 0, entry(key, 0));
        }
    }

    private int count(long[] words) {
        if (!labelled(words)) {
            return 0;
        }
        int count = 1;
        while (count < MAX_LABELS && (entry(words, count - 1) & BOTTOM) == 0) {
            count++;
        }
        return count;
    }

    private int common(int from, int to) {
        int common = 0;
        while (common < from && common < to && entry(base, from - 1 - common) == entry(key, to - 1 - common)) {
            common++;
        }
        return common;
    }

    private static void drop(long[] words, int count, int etherType) {
        for (int i = 1; i < count; i++) {
            set(words, i - 1, entry(words, i));
        }
        set(words, count - 1, 0);
        type(words, etherType);
    }

    private void look(int index, int bits) {
        lookedAt[KeyLayout.W_MPLS + index / 2] |= (bits & 0xffffffffL) << (index % 2 == 0 ? 32 : 0);
    }

    private static int entry(long[] words, int index) {
        return (int) (words[KeyLayout.W_MPLS + index / 2] >>> (index % 2 == 0 ? 32 : 0));
    }

    private static void set(long[] words, int index, int entry) {
        int shift = index % 2 == 0 ? 32 : 0;
        int word = KeyLayout.W_MPLS + index / 2;
        words[word] = words[word] & ~(0xffffffffL << shift) | (entry & 0xffffffffL) << shift;
    }

    private static int type(long[] words) {
        return (int) words[KeyLayout.W_ETH_DST_TYPE] & 0xffff;
    }

    private static void type(long[] words, int etherType) {
        words[KeyLayout.W_ETH_DST_TYPE] = words[KeyLayout.W_ETH_DST_TYPE] & ~0xffffL | etherType;
    }
}
