package org.mirach.vswitch.conntrack;

/**
 * Connections by the hash of one of their tuples.
 *
 * <p><i>Why this way.</i> Linear hashing (Litwin, 1980): the table grows by one bucket for each insertion, so no packet
 * ever waits for millions of entries to be moved. It never shrinks.
 *
 * <p><b>Threads:</b> the engine's. Allocates nothing but when it grows.
 */
final class TupleIndex {
    private static final int CHUNK_BITS = 10;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final boolean byReply;
    private Connection[][] chunks = {new Connection[CHUNK]};
    /** Buckets in use: those below {@code splitAt} and from {@code half} on are split already. */
    private int bucketCount = CHUNK;

    private int half = CHUNK;
    private int size;

    TupleIndex(boolean byReply) {
        this.byReply = byReply;
    }

    int size() {
        return size;
    }

    int bucketCount() {
        return bucketCount;
    }

    /** The first connection of the bucket of this hash; others follow by {@link #next}. */
    Connection first(int hash) {
        int bucket = bucket(hash);
        return chunks[bucket >>> CHUNK_BITS][bucket & CHUNK - 1];
    }

    Connection next(Connection connection) {
        return byReply ? connection.nextReply : connection.nextOriginal;
    }

    private int bucket(int hash) {
        int bucket = hash & (half << 1) - 1;
        return bucket < bucketCount ? bucket : hash & half - 1;
    }

    private int hash(Connection connection) {
        return byReply ? connection.replyHash : connection.originalHash;
    }

    private void setNext(Connection connection, Connection next) {
        if (byReply) {
            connection.nextReply = next;
        } else {
            connection.nextOriginal = next;
        }
    }

    void insert(Connection connection) {
        push(bucket(hash(connection)), connection);
        if (++size > bucketCount && bucketCount < 1 << 29) {
            split();
        }
    }

    private void push(int bucket, Connection connection) {
        Connection[] chunk = chunks[bucket >>> CHUNK_BITS];
        setNext(connection, chunk[bucket & CHUNK - 1]);
        chunk[bucket & CHUNK - 1] = connection;
    }

    void remove(Connection connection) {
        int bucket = bucket(hash(connection));
        Connection[] chunk = chunks[bucket >>> CHUNK_BITS];
        Connection before = null;
        Connection at = chunk[bucket & CHUNK - 1];
        while (at != connection) {
            before = at;
            at = next(at);
        }
        if (before == null) {
            chunk[bucket & CHUNK - 1] = next(connection);
        } else {
            setNext(before, next(connection));
        }
        setNext(connection, null);
        size--;
    }

    /** Adds one bucket, and gives it its share of the bucket that held it so far. */
    private void split() {
        int from = bucketCount - half;
        int chunkNo = bucketCount >>> CHUNK_BITS;
        if (chunkNo == chunks.length) {
            Connection[][] more = new Connection[chunks.length * 2][];
            System.arraycopy(chunks, 0, more, 0, chunks.length);
            chunks = more;
        }
        if (chunks[chunkNo] == null) {
            chunks[chunkNo] = new Connection[CHUNK];
        }
        Connection at = chunks[from >>> CHUNK_BITS][from & CHUNK - 1];
        chunks[from >>> CHUNK_BITS][from & CHUNK - 1] = null;
        bucketCount++;
        if (bucketCount == half << 1) {
            half <<= 1;
        }
        while (at != null) {
            Connection next = next(at);
            push(bucket(hash(at)), at);
            at = next;
        }
    }
}
