package org.mirach.vswitch.pipeline.match;

/**
 * What the tries of a classifier say of one packet; each is asked once, when a subtable first needs it.
 *
 * <p><b>Threads:</b> the one that looks up.
 */
final class TrieSearch {
    private final TrieField[] fields;
    private final PrefixTrie[] tries;
    private final long[] key;
    private final PrefixTrie.Result[] results;

    TrieSearch(TrieField[] fields, PrefixTrie[] tries, long[] key) {
        this.fields = fields;
        this.tries = tries;
        this.key = key;
        results = new PrefixTrie.Result[fields.length];
    }

    /**
     * Whether trie {@code i} shows, by no more bits than the subtable itself would look at, that no entry with a prefix of
     * {@code length} matches. Those bits then count as looked at.
     */
    boolean excludes(int i, int length, long[] lookedAt) {
        PrefixTrie.Result result = result(i);
        if (result.mayMatch(length)) {
            return false;
        }
        if (result.bitCount <= length) {
            fields[i].look(lookedAt, result.bitCount);
            return true;
        }
        return fields[i].looked(lookedAt, result.bitCount);
    }

    private PrefixTrie.Result result(int i) {
        PrefixTrie.Result result = results[i];
        if (result == null) {
            TrieField field = fields[i];
            if (field.relevant(key)) {
                result = tries[i].lookup(field.hi(key), field.lo(key), field.bits());
            } else {
                result = new PrefixTrie.Result();
                result.anyLength();
            }
            results[i] = result;
        }
        return result;
    }
}
