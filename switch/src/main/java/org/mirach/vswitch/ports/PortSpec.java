package org.mirach.vswitch.ports;

/**
 * What a port should be. Immutable.
 *
 * @param name of the port, and of the device that is made for a tap
 * @param device the network device; unused for {@link Kind#TAP} and {@link Kind#DUMMY}
 * @param mode which ways to reach it are good enough; for {@link Kind#AFXDP}
 * @param hwAddr address of a tap or dummy in the low 48 bits; 0 leaves a tap its own
 */
public record PortSpec(String name, String device, Kind kind, Mode mode, long hwAddr) {
    /** How the packets come and go. */
    public enum Kind {
        /** AF_XDP, and where the device can't, a packet socket if {@link Mode#BEST_EFFORT}. */
        AFXDP,
        /** A packet socket. */
        AFPACKET,
        /** A tap device that is made, and goes with the port. */
        TAP,
        /** Memory. */
        DUMMY
    }

    /** Which XDP modes will do. */
    public enum Mode {
        /** Native, then generic, then a packet socket. */
        BEST_EFFORT,
        /** In the driver only. */
        NATIVE,
        /** Behind the driver only. */
        GENERIC
    }

    /** A port on a network device of the same name, by the best way there is. */
    public static PortSpec afxdp(String device) {
        return new PortSpec(device, device, Kind.AFXDP, Mode.BEST_EFFORT, 0);
    }
}
