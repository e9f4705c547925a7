package org.mirach.vswitch.pipeline;

/** What became of the entry that a learn action makes. */
public enum LearnResult {
    ADDED,
    /** It was there as it is: its hard timeout starts anew. */
    REFRESHED,
    /** As many entries with its cookie are in its table as the action allows; result_dst becomes 0. */
    LIMIT_REACHED,
    /** The table refused it. */
    REFUSED
}
