package org.mirach.controller.store;

/** What became of a write to the store. Immutable. */
public sealed interface Outcome {
    /** It is written, and this is the entry now. */
    record Written(Entry entry) implements Outcome {}

    /** Refused: somebody else's version is there. */
    record Conflict(Entry current) implements Outcome {}

    /** Refused: nothing is there. */
    record Missing(String path) implements Outcome {}
}
