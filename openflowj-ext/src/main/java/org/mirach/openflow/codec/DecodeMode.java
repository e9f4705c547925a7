package org.mirach.openflow.codec;

/** How to take what a message should not hold. */
public enum DecodeMode {
    /** A switch: refuses it, with the error that Open vSwitch gives. */
    STRICT,
    /** A controller: keeps it raw. */
    LENIENT
}
