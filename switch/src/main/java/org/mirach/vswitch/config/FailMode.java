package org.mirach.vswitch.config;

/** What a bridge does while no controller answers. */
public enum FailMode {
    /** Goes on with the flow entries that it has. */
    SECURE,
    /** Acts as a learning switch. */
    STANDALONE
}
