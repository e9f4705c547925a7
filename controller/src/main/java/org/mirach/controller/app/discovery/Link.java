package org.mirach.controller.app.discovery;

import java.time.Instant;

/** Frames that leave {@code from} arrive at {@code to}. One direction. Immutable. */
public record Link(End from, End to, Instant lastSeen) {
    /** A port of a switch. */
    public record End(long datapathId, int portNo) {}
}
