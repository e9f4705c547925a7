package org.mirach.vswitch.config;

import org.mirach.conf.Default;

/**
 * How much a bridge's controllers may put into it; what is more is refused with an error of its own. Immutable.
 *
 * @param flowsPerTable flow entries of each table; then OFPFMFC_TABLE_FULL
 * @param groups groups of each type; then OFPGMFC_OUT_OF_GROUPS
 * @param meters then OFPMMFC_OUT_OF_METERS
 */
public record LimitsConfig(
        @Default("1000000") int flowsPerTable,
        @Default("4294967040") long groups,
        @Default("262144") int meters) {
    /** As many as there are numbers for groups. */
    private static final long MAX_GROUPS = 0xffffff00L;

    public LimitsConfig {
        check("flows-per-table", flowsPerTable, Integer.MAX_VALUE);
        check("groups", groups, MAX_GROUPS);
        check("meters", meters, Integer.MAX_VALUE);
    }

    private static void check(String key, long limit, long highest) {
        if (limit < 1 || limit > highest) {
            throw new IllegalArgumentException(key + " " + limit + ": 1 to " + highest + " is allowed");
        }
    }
}
