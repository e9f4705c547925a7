package org.mirach.vswitch.conntrack;

/** State of one end of a TCP connection. The order counts: a later state is nearer to the end. */
enum TcpState {
    CLOSED,
    LISTEN,
    SYN_SENT,
    SYN_RECV,
    ESTABLISHED,
    CLOSE_WAIT,
    FIN_WAIT_1,
    CLOSING,
    LAST_ACK,
    FIN_WAIT_2,
    TIME_WAIT;

    boolean isBefore(TcpState other) {
        return ordinal() < other.ordinal();
    }

    /** This state, or a later one. */
    boolean isFrom(TcpState other) {
        return ordinal() >= other.ordinal();
    }
}
