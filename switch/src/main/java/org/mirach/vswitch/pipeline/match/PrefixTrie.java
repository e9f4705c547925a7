package org.mirach.vswitch.pipeline.match;

import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * The prefixes that entries have on one field: how many bits of a packet tell which prefix lengths can match.
 *
 * <p><b>What:</b> a binary trie whose edges carry up to 32 bits, as in Open vSwitch. Values are up to 128 bits, left-aligned
 * in two words.
 *
 * <p><b>Why:</b> a subtable that looks at all 32 bits of an address would have every cached flow look at them too; the trie
 * often shows after a few bits that no entry of that length matches.
 *
 * <p><b>Invariant:</b> a reader finds every prefix that was inserted before it started, and not removed since: a node is
 * changed by hanging a changed copy in its place.
 *
 * <p><b>Threads:</b> the agent thread writes; any thread calls {@link #lookup}.
 */
@RunsOn(Role.AGENT)
final class PrefixTrie {
    private static final int MAX_EDGE_BITS = 32;
    private static final int MAX_BITS = 128;

    private volatile Node root;
    /** The way from the root to a removed prefix. */
    private final Node[] path = new Node[MAX_BITS + 1];

    private static final class Node {
        /** Left-aligned. */
        final int prefix;

        final int bits;
        /** How many times the prefix that ends here was inserted. Read without order: see the invariant. */
        int count;

        volatile Node zero;
        volatile Node one;

        Node(int prefix, int bits, int count) {
            this.prefix = prefix;
            this.bits = bits;
            this.count = count;
        }

        Node edge(boolean bit) {
            return bit ? one : zero;
        }

        void edge(boolean bit, Node node) {
            if (bit) {
                one = node;
            } else {
                zero = node;
            }
        }
    }

    /** What a lookup found out. */
    static final class Result {
        /** How many of the value's first bits decided. */
        int bitCount;

        private long lengthsHi;
        private long lengthsLo;

        /** Whether some prefix of that length, 1 to 128, may match. */
        boolean mayMatch(int length) {
            int bit = length - 1;
            return ((bit < 64 ? lengthsHi << bit : lengthsLo << bit - 64) & Long.MIN_VALUE) != 0;
        }

        void anyLength() {
            lengthsHi = -1;
            lengthsLo = -1;
        }

        void addLength(int length) {
            int bit = length - 1;
            if (bit < 64) {
                lengthsHi |= Long.MIN_VALUE >>> bit;
            } else {
                lengthsLo |= Long.MIN_VALUE >>> bit - 64;
            }
        }
    }

    /** Which prefix lengths match a value of {@code length} bits. */
    @RunsOn(Role.ANY)
    Result lookup(long hi, long lo, int length) {
        Result result = new Result();
        Node previous = null;
        int at = 0;
        for (Node node = root; node != null; ) {
            int equal = Math.min(node.bits, equalBits(node, hi, lo, at));
            at += equal;
            if (equal < node.bits) {
                result.bitCount = at + 1; // the bit that differs counts
                return result;
            }
            if (node.count > 0) {
                result.addLength(at);
            }
            if (at >= length) {
                result.bitCount = length;
                return result;
            }
            previous = node;
            node = node.edge(bit(hi, lo, at));
        }
        boolean branched = previous != null && (previous.zero != null || previous.one != null);
        result.bitCount = branched ? at + 1 : at;
        return result;
    }

    /** Adds a prefix of {@code length} bits, 1 and more, once more. */
    void insert(long hi, long lo, int length) {
        Node parent = null;
        int at = 0;
        for (Node node = root; node != null; ) {
            int equal = Math.min(Math.min(node.bits, length - at), equalBits(node, hi, lo, at));
            if (equal < node.bits) {
                replace(parent, node, split(node, equal, hi, lo, at + equal, length));
                return;
            }
            at += equal;
            if (at == length) {
                node.count++;
                return;
            }
            parent = node;
            node = node.edge(bit(hi, lo, at));
        }
        Node branch = branch(hi, lo, at, length);
        if (parent == null) {
            root = branch;
        } else {
            parent.edge(bit(hi, lo, at), branch);
        }
    }

    /** The node cut behind {@code equal} bits, with the new prefix beside or upon the cut. */
    private static Node split(Node node, int equal, long hi, long lo, int at, int length) {
        Node upper = new Node(equal == 0 ? 0 : node.prefix & -1 << 32 - equal, equal, at == length ? 1 : 0);
        Node lower = new Node(node.prefix << equal, node.bits - equal, node.count);
        lower.zero = node.zero;
        lower.one = node.one;
        upper.edge(lower.prefix < 0, lower);
        if (at < length) {
            upper.edge(bit(hi, lo, at), branch(hi, lo, at, length));
        }
        return upper;
    }

    private static Node branch(long hi, long lo, int at, int length) {
        int bits = Math.min(MAX_EDGE_BITS, length - at);
        int prefix = bits(hi, lo, at) & (int) (-1L << 32 - bits);
        Node node = new Node(prefix, bits, at + bits == length ? 1 : 0);
        if (at + bits < length) {
            node.edge(bit(hi, lo, at + bits), branch(hi, lo, at + bits, length));
        }
        return node;
    }

    /** Takes back one insertion of a prefix. */
    void remove(long hi, long lo, int length) {
        int depth = 0;
        Node node = root;
        for (int at = node.bits; at < length; at += node.bits) {
            path[depth++] = node;
            node = node.edge(bit(hi, lo, at));
        }
        node.count--;
        while (node != null && node.count == 0 && (node.zero == null || node.one == null)) {
            Node parent = depth == 0 ? null : path[--depth];
            Node child = node.zero == null ? node.one : node.zero;
            if (child != null && node.bits + child.bits > MAX_EDGE_BITS) {
                return;
            }
            replace(parent, node, child == null ? null : joined(node, child));
            node = child == null ? parent : null;
        }
    }

    private static Node joined(Node upper, Node lower) {
        int prefix = upper.prefix | (upper.bits == 32 ? 0 : lower.prefix >>> upper.bits);
        Node node = new Node(prefix, upper.bits + lower.bits, lower.count);
        node.zero = lower.zero;
        node.one = lower.one;
        return node;
    }

    private void replace(Node parent, Node old, Node fresh) {
        if (parent == null) {
            root = fresh;
        } else {
            parent.edge(parent.one == old, fresh);
        }
    }

    @RunsOn(Role.ANY)
    private static int equalBits(Node node, long hi, long lo, int at) {
        return Integer.numberOfLeadingZeros(node.prefix ^ bits(hi, lo, at));
    }

    @RunsOn(Role.ANY)
    private static boolean bit(long hi, long lo, int at) {
        return (at < 64 ? hi << at : lo << at - 64) < 0;
    }

    /** 32 bits of the value, from bit {@code at} on. */
    @RunsOn(Role.ANY)
    private static int bits(long hi, long lo, int at) {
        if (at >= MAX_BITS) {
            return 0;
        }
        long from = at == 0 ? hi : at < 64 ? hi << at | lo >>> 64 - at : lo << at - 64;
        return (int) (from >>> 32);
    }
}
