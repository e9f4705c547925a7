package org.mirach.vswitch.pipeline.group;

import java.util.List;

/**
 * Which bucket of a select group takes which hash value of the datapath: the values are dealt out by weight with Webster's
 * method (the divisors 1, 3, 5...), as Open vSwitch deals them, so that the same hash finds the same bucket in both.
 * Immutable.
 */
public final class HashTable {
    private static final int MIN_VALUES = 16;
    private static final int MAX_VALUES = 256;

    private final Bucket[] byHash;

    private HashTable(Bucket[] byHash) {
        this.byHash = byHash;
    }

    /** The table for these buckets, or null where their weights need too many values, or all are zero. */
    static HashTable of(List<Bucket> buckets) {
        long total = 0;
        int least = Integer.MAX_VALUE;
        for (Bucket bucket : buckets) {
            total += bucket.weight();
            least = bucket.weight() > 0 ? Math.min(least, bucket.weight()) : least;
        }
        if (total == 0) {
            return null;
        }
        long values = MIN_VALUES;
        while (values < (total + least - 1) / least) {
            values *= 2;
        }
        return values > MAX_VALUES ? null : new HashTable(deal(buckets, (int) values));
    }

    private static Bucket[] deal(List<Bucket> buckets, int values) {
        double[] quotient = new double[buckets.size()];
        int[] divisor = new int[buckets.size()];
        for (int i = 0; i < quotient.length; i++) {
            quotient[i] = buckets.get(i).weight();
            divisor[i] = 1;
        }
        Bucket[] byHash = new Bucket[values];
        for (int hash = 0; hash < values; hash++) {
            int winner = 0;
            for (int i = 1; i < quotient.length; i++) {
                winner = quotient[i] > quotient[winner] ? i : winner;
            }
            divisor[winner] += 2;
            quotient[winner] = (double) buckets.get(winner).weight() / divisor[winner];
            byHash[hash] = buckets.get(winner);
        }
        return byHash;
    }

    /** How many values there are: a power of two. */
    public int size() {
        return byHash.length;
    }

    /** The bits of the hash that count. */
    public int mask() {
        return byHash.length - 1;
    }

    /** The bucket that takes {@code hash}; it may not be alive. */
    public Bucket bucket(int hash) {
        return byHash[hash & mask()];
    }
}
