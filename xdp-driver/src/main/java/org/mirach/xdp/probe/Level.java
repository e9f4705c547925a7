package org.mirach.xdp.probe;

/** How a {@link Finding} stands. */
public enum Level {
    /** As it should be. */
    OK,
    /** Works, with less speed or one feature less. */
    WARN,
    /** Does not work. */
    FAIL
}
