package org.mirach.controller.store;

/** How this process stands with the store. */
public enum Connection {
    /** Answers, reads and writes. */
    CONNECTED,
    /** Contact lost; published entries and leaderships may already be gone. */
    SUSPENDED,
    /** The session is over: published entries and leaderships are gone. */
    LOST
}
