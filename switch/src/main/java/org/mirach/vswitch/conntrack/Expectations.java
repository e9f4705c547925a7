package org.mirach.vswitch.conntrack;

/**
 * Connections that a control connection (FTP's, TFTP's) has announced. Each is remembered as long as its parent, and may
 * be met more than once.
 *
 * <p><b>Threads:</b> the engine's. Allocates only when something new is expected.
 */
final class Expectations {
    private static final int BUCKETS = 1024;
    /** Most that are remembered; others are not expected, so their packets are just new. */
    static final int MAX = 16_384;

    /** One. */
    static final class Expectation {
        /** As its first packet will come in; the source port is not known: 0. */
        final Tuple key = new Tuple();

        Connection parent;
        final Tuple parentTuple = new Tuple();
        int parentMark;
        long parentLabelHi;
        long parentLabelLo;
        /** What stands in for an address in the reply tuple, where the new connection is translated. */
        long natHi;

        long natLo;
        /** Whether that is the reply's destination (the source is translated) or its source. */
        boolean natReplacesDst;

        private Expectation nextInBucket;
        private Expectation nextOfParent;
    }

    private final Expectation[] buckets = new Expectation[BUCKETS];
    private final Tuple wanted = new Tuple();
    private final long salt;
    private int size;
    private long refused;

    Expectations(long salt) {
        this.salt = salt;
    }

    int size() {
        return size;
    }

    /** Announcements that found no room. */
    long refused() {
        return refused;
    }

    /** The expectation that a new connection of this tuple meets, or null. */
    Expectation find(Tuple tuple) {
        if (size == 0) {
            return null;
        }
        wanted.set(tuple);
        wanted.srcL4 &= ~0xffff;
        for (Expectation e = buckets[bucket(wanted)]; e != null; e = e.nextInBucket) {
            if (e.key.same(wanted)) {
                return e;
            }
        }
        return null;
    }

    private int bucket(Tuple key) {
        return key.hash(salt) & BUCKETS - 1;
    }

    /**
     * Expects a connection to {@code dstPort}, from the parent's server to its client or, where it was announced in reply
     * direction, from client to server.
     */
    void expect(Connection parent, int dstPort, boolean announcedInReply) {
        Expectation e = new Expectation();
        describe(e, parent, announcedInReply);
        e.key.setKind(parent.original.ipv6(), parent.original.proto(), parent.original.zone());
        e.key.srcL4 = 0;
        e.key.dstL4 = dstPort;
        if (find(e.key) != null) {
            return;
        }
        if (size == MAX) {
            refused++;
            return;
        }
        e.parent = parent;
        e.parentTuple.set(parent.original);
        e.parentMark = parent.mark;
        e.parentLabelHi = parent.labelHi;
        e.parentLabelLo = parent.labelLo;
        int bucket = bucket(e.key);
        e.nextInBucket = buckets[bucket];
        buckets[bucket] = e;
        e.nextOfParent = parent.expectations;
        parent.expectations = e;
        size++;
    }

    private static void describe(Expectation e, Connection parent, boolean announcedInReply) {
        boolean dnat = (parent.natAction & Connection.NAT_DST) != 0;
        Tuple original = parent.original;
        Tuple reply = parent.reply;
        if (announcedInReply) { // passive: the client will come
            e.key.set(original);
            e.natReplacesDst = !dnat;
            e.natHi = dnat ? reply.srcHi : reply.dstHi;
            e.natLo = dnat ? reply.srcLo : reply.dstLo;
        } else { // active: the server will come
            e.key.set(reply);
            e.natReplacesDst = dnat;
            e.natHi = dnat ? original.dstHi : original.srcHi;
            e.natLo = dnat ? original.dstLo : original.srcLo;
        }
    }

    /** Forgets what this connection has announced. */
    void forget(Connection parent) {
        for (Expectation e = parent.expectations; e != null; e = e.nextOfParent) {
            unlink(e);
            size--;
        }
        parent.expectations = null;
    }

    private void unlink(Expectation gone) {
        int bucket = bucket(gone.key);
        if (buckets[bucket] == gone) {
            buckets[bucket] = gone.nextInBucket;
            return;
        }
        Expectation e = buckets[bucket];
        while (e.nextInBucket != gone) {
            e = e.nextInBucket;
        }
        e.nextInBucket = gone.nextInBucket;
    }
}
