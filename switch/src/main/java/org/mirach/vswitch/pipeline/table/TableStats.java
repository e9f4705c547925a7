package org.mirach.vswitch.pipeline.table;

/** A table's numbers: entries in it, packets looked up in it, packets that found an entry. Immutable. */
public record TableStats(int tableId, int activeCount, long lookupCount, long matchedCount) {}
