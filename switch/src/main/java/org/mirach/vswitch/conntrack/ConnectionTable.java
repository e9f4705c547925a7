package org.mirach.vswitch.conntrack;

/**
 * All connections: by either of their tuples, and by their slot. Removed ones are pooled.
 *
 * <p><i>Invariant:</i> each live connection is in the index of original tuples, those that are translated also in that of
 * reply tuples. The hash is the same for both directions of what is not translated.
 *
 * <p>What has expired is not found any more, but takes its place until {@link Conntrack#expire} comes by.
 *
 * <p><b>Threads:</b> the engine's. Allocates only for a connection beyond the most that there ever were.
 */
final class ConnectionTable {
    private static final int CHUNK_BITS = 10;
    private static final int CHUNK = 1 << CHUNK_BITS;
    /** Slots that a handle can name. */
    static final int MAX_SLOTS = (1 << 24) - 1;

    private final long salt;
    private final TupleIndex byOriginal = new TupleIndex(false);
    private final TupleIndex byReply = new TupleIndex(true);
    private Connection[][] slots = new Connection[16][];
    private int slotCount;
    private Connection free;
    private int sweepAt;
    private boolean foundReply;

    ConnectionTable(long salt) {
        this.salt = salt;
    }

    int hash(Tuple tuple) {
        return tuple.hash(salt);
    }

    /** Connections there are, expired ones that are not swept yet included. */
    int size() {
        return byOriginal.size();
    }

    /** Slots there are: those from 0 on have or had a connection. */
    int slotCount() {
        return slotCount;
    }

    int bucketCount() {
        return byOriginal.bucketCount();
    }

    /** The connection of a slot; it may not be live. */
    Connection at(int slot) {
        return slots[slot >>> CHUNK_BITS][slot & CHUNK - 1];
    }

    /** The connection that a packet of this tuple belongs to, or null; {@link #foundReply} tells which direction. */
    Connection find(Tuple tuple, long nowMs) {
        int hash = tuple.hash(salt);
        for (Connection c = byOriginal.first(hash); c != null; c = c.nextOriginal) {
            if (c.originalHash != hash || c.expired(nowMs)) {
                continue;
            }
            if (c.original.same(tuple)) {
                foundReply = false;
                return c;
            }
            if (c.reply.same(tuple)) {
                foundReply = true;
                return c;
            }
        }
        return byReply.size() == 0 ? null : findReply(tuple, hash, nowMs);
    }

    private Connection findReply(Tuple tuple, int hash, long nowMs) {
        for (Connection c = byReply.first(hash); c != null; c = c.nextReply) {
            if (c.replyHash == hash && c.reply.same(tuple) && !c.expired(nowMs)) {
                foundReply = true;
                return c;
            }
        }
        return null;
    }

    /** Whether a translated connection that is over, but not swept yet, still holds this as its reply tuple. */
    boolean lingers(Tuple tuple) {
        if (byReply.size() == 0) {
            return false;
        }
        int hash = tuple.hash(salt);
        for (Connection c = byReply.first(hash); c != null; c = c.nextReply) {
            if (c.replyHash == hash && c.reply.same(tuple)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a new connection can't have this as its reply tuple. */
    boolean isTaken(Tuple tuple, long nowMs) {
        return find(tuple, nowMs) != null || lingers(tuple);
    }

    /** Whether what {@link #find} found last was found by its reply tuple. */
    boolean foundReply() {
        return foundReply;
    }

    /** A connection to fill, or null where no slot is left; {@link #insert} or {@link #discard} follows. */
    Connection make() {
        Connection connection = free;
        if (connection != null) {
            free = connection.nextOriginal;
            connection.nextOriginal = null;
            return connection;
        }
        return slotCount == MAX_SLOTS ? null : grow();
    }

    private Connection grow() {
        int chunk = slotCount >>> CHUNK_BITS;
        if (chunk == slots.length) {
            Connection[][] more = new Connection[slots.length * 2][];
            System.arraycopy(slots, 0, more, 0, slots.length);
            slots = more;
        }
        if (slots[chunk] == null) {
            slots[chunk] = new Connection[CHUNK];
        }
        Connection connection = new Connection(slotCount);
        slots[chunk][slotCount & CHUNK - 1] = connection;
        slotCount++;
        return connection;
    }

    /** Gives back what {@link #make} gave. */
    void discard(Connection connection) {
        connection.clear();
        connection.nextOriginal = free;
        free = connection;
    }

    /** Makes it found by its tuples. */
    void insert(Connection connection) {
        connection.live = true;
        connection.originalHash = connection.original.hash(salt);
        byOriginal.insert(connection);
        connection.replyHash = connection.reply.hash(salt);
        connection.replyIndexed = connection.replyHash != connection.originalHash;
        if (connection.replyIndexed) {
            byReply.insert(connection);
        }
    }

    void remove(Connection connection) {
        byOriginal.remove(connection);
        if (connection.replyIndexed) {
            byReply.remove(connection);
        }
        connection.live = false;
        connection.generation++;
        discard(connection);
    }

    /** Walks over all slots, round and round; null where there is none. */
    Connection nextSlot() {
        if (slotCount == 0) {
            return null;
        }
        if (sweepAt >= slotCount) {
            sweepAt = 0;
        }
        return at(sweepAt++);
    }
}
