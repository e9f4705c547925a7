package org.mirach.conf;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word a misspelt one was meant to be. Stateless; any thread. */
public final class NearWord {
    private NearWord() {}

    /** The word nearest to {@code given}, if it is near: at most a third of its letters changed, and at least one may be. */
    public static Optional<String> of(String given, Collection<String> words) {
        int limit = Math.max(1, given.length() / 3);
        return words.stream()
                .filter(word -> distance(given, word) <= limit)
                .min(Comparator.comparingInt(word -> distance(given, word)));
    }

    /** Edits between two words: insertions, deletions, changes and swaps of neighbours (optimal string alignment). */
    static int distance(String left, String right) {
        int[][] cost = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, left, right, i, j);
            }
        }
        return cost[left.length()][right.length()];
    }

    private static int cheapest(int[][] cost, String left, String right, int i, int j) {
        int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        int best = Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1
                && j > 1
                && left.charAt(i - 1) == right.charAt(j - 2)
                && left.charAt(i - 2) == right.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
