package org.mirach.openflow.model;

/**
 * Port numbers as 32-bit values (OpenFlow 1.1 and later). OpenFlow 1.0's 16-bit reserved numbers 0xff00..0xffff are the
 * same values cut to 16 bits; the codec converts.
 */
public final class PortNo {
    /** Highest number of a physical or logical port. */
    public static final int MAX = 0xffffff00;
    /** First of the OpenFlow 1.0 reserved range: ports at and above are not usable with OpenFlow 1.0. */
    public static final int MAX_OF10 = 0xff00;
    /** Not set: the action set has no output (ACTSET_OUTPUT only). */
    public static final int UNSET = 0xfffffff7;

    public static final int IN_PORT = 0xfffffff8;
    public static final int TABLE = 0xfffffff9;
    public static final int NORMAL = 0xfffffffa;
    public static final int FLOOD = 0xfffffffb;
    public static final int ALL = 0xfffffffc;
    public static final int CONTROLLER = 0xfffffffd;
    public static final int LOCAL = 0xfffffffe;
    /** ANY in requests, NONE where a port is named. */
    public static final int ANY = 0xffffffff;
    /** Group wildcard OFPG_ANY. */
    public static final int GROUP_ANY = 0xffffffff;
    /** Buffer id that says "not buffered". */
    public static final int NO_BUFFER = 0xffffffff;
    /** Max-len that asks for the whole packet (OFPCML_NO_BUFFER). */
    public static final int WHOLE_PACKET = 0xffff;

    private PortNo() {}

    /** Whether {@code port} is one of the reserved numbers above {@link #MAX}. */
    public static boolean reserved(int port) {
        return Integer.compareUnsigned(port, MAX) >= 0;
    }

    /** From OpenFlow 1.0's 16 bits. */
    public static int fromOf10(int port16) {
        return port16 >= MAX_OF10 ? port16 | 0xffff0000 : port16;
    }

    /** Whether OpenFlow 1.0 can name this port. */
    public static boolean fitsOf10(int port) {
        return Integer.compareUnsigned(port, MAX_OF10) < 0 || reserved(port);
    }

    /** To OpenFlow 1.0's 16 bits; a port that does not fit becomes OFPP_NONE. */
    public static int toOf10(int port) {
        return fitsOf10(port) ? port & 0xffff : 0xffff;
    }
}
