package org.mirach.vswitch.conntrack;

/**
 * A committed connection. Made and pooled by {@link ConnectionTable}.
 *
 * <p><b>Threads:</b> the engine's.
 */
final class Connection {
    /** Translates the source; see {@link Connection#natAction}. */
    static final int NAT_SRC = 1;

    static final int NAT_DST = 2;

    /** As its first packet came in. */
    final Tuple original = new Tuple();
    /** As its answers come in: the reverse of {@link #original}, but for what is translated. */
    final Tuple reply = new Tuple();

    /** Its place in the table, for good; and how often the place was used. */
    final int slot;

    int generation;
    boolean live;
    int originalHash;
    int replyHash;
    Connection nextOriginal;
    Connection nextReply;
    /** Whether {@link #reply} is an entry of its own. */
    boolean replyIndexed;

    long expiresMs;
    int mark;
    long labelHi;
    long labelLo;
    /** {@link #NAT_SRC} or {@link #NAT_DST}, 0 where nothing is translated. */
    int natAction;
    /** Port of the helper that reads its packets, 0 for none. */
    int helper;
    /** Whether a helper expected it. */
    boolean related;
    /** The original tuple of the connection that it belongs to, where {@link #related}; made when first needed. */
    Tuple parent;
    /** Bytes that FTP's helper has added to one direction so far: sequence numbers behind them are off by this. */
    int sequenceSkew;

    boolean skewInReply;
    /** What it has announced. */
    Expectations.Expectation expectations;
    /** The limit that it counts on, or null. */
    ZoneLimits.Limit limit;
    /** Of ICMP and of protocols without states. */
    int packetState;
    /** Of TCP; made when first needed. */
    TcpPeer originalPeer;

    TcpPeer replyPeer;

    Connection(int slot) {
        this.slot = slot;
    }

    void touch(Timeout timeout, long nowMs) {
        expiresMs = nowMs + timeout.ms;
    }

    /** It is over: not found any more. As in Open vSwitch its place, and its translated tuple, are free when it is swept. */
    void expire() {
        expiresMs = 0;
    }

    boolean expired(long nowMs) {
        return nowMs >= expiresMs;
    }

    void clear() {
        mark = 0;
        labelHi = 0;
        labelLo = 0;
        natAction = 0;
        helper = 0;
        related = false;
        sequenceSkew = 0;
        skewInReply = false;
        limit = null;
        packetState = 0;
        replyIndexed = false;
    }

    void becomeTcp() {
        if (originalPeer == null) {
            originalPeer = new TcpPeer();
            replyPeer = new TcpPeer();
        }
        originalPeer.clear();
        replyPeer.clear();
    }
}
