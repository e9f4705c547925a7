package org.mirach.vswitch.concurrent;

/** The threads of a switch, by what they own. */
public enum Role {
    /** An engine: its ports' queues, its flow cache, its counters. */
    ENGINE,
    /** Upcall handlers: translation of misses. */
    UPCALL,
    /** The revalidator. */
    REVALIDATOR,
    /** The agent of a bridge: the pipeline's only writer. */
    AGENT,
    /** Any thread, at any time. */
    ANY
}
