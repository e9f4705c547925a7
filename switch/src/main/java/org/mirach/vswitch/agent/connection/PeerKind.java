package org.mirach.vswitch.agent.connection;

/** Which end opened a connection; decides what a peer hears unasked, as in Open vSwitch. */
public enum PeerKind {
    /** A controller that the switch dialled. */
    PRIMARY,
    /** A tool or controller that came to a listener: no asynchronous message until it sets a miss_send_len. */
    SERVICE
}
