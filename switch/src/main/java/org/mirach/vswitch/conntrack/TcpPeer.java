package org.mirach.vswitch.conntrack;

/**
 * What is known of one end of a TCP connection.
 *
 * <p><b>Threads:</b> the engine's.
 */
final class TcpPeer {
    /** Behind the highest sequence number that it has sent. */
    int seqLo;
    /** Highest sequence number that it may send: what the other end acknowledged, and its window. */
    int seqHi;
    /** Largest window that it has offered, not scaled; 16 bits. */
    int maxWindow;
    /** Window scale (4 bits) and {@link TcpStates#SCALE_KNOWN}, {@link TcpStates#SCALE_UNKNOWN}. */
    int scale;

    TcpState state = TcpState.CLOSED;

    void clear() {
        seqLo = 0;
        seqHi = 0;
        maxWindow = 0;
        scale = 0;
        state = TcpState.CLOSED;
    }
}
