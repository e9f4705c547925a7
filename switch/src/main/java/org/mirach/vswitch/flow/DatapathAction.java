package org.mirach.vswitch.flow;

/**
 * What the fast path does with a packet: a flat list of these is the outcome of a translation. Ports are real by now
 * (no FLOOD, no NORMAL), tables, groups and priorities are gone. An empty list drops. Immutable; safe on any thread.
 *
 * <p>Masked setters change the bits whose mask bit is 1. Addresses lie in the low 48 (Ethernet) or 32 (IPv4) bits.
 * Setters keep the IPv4 header checksum and the TCP, UDP, SCTP and ICMP checksums right, incrementally.
 */
public sealed interface DatapathAction {
    /** Sends a copy of the packet, as it now is, out of a port. */
    record Output(int portNo) implements DatapathAction {}

    /** Rewrites the Ethernet addresses. */
    record SetEthernet(long dst, long dstMask, long src, long srcMask) implements DatapathAction {}

    /** Adds a VLAN tag in front of any there is. {@code tci} is as on the wire: PCP, DEI, VID. */
    record PushVlan(int tpid, int tci) implements DatapathAction {}

    /** Removes the outer VLAN tag. */
    record PopVlan() implements DatapathAction {}

    /** Rewrites the IPv4 header. */
    record SetIpv4(int src, int srcMask, int dst, int dstMask, int tos, int tosMask, int ttl, int ttlMask)
            implements DatapathAction {}

    /** Rewrites the IPv6 header; addresses as two words, high first. */
    record SetIpv6(
            long srcHi,
            long srcLo,
            long srcHiMask,
            long srcLoMask,
            long dstHi,
            long dstLo,
            long dstHiMask,
            long dstLoMask,
            int trafficClass,
            int trafficClassMask,
            int flowLabel,
            int flowLabelMask,
            int hopLimit,
            int hopLimitMask)
            implements DatapathAction {}

    /** Rewrites the ports of TCP, UDP or SCTP, whichever the packet is. */
    record SetTransport(int src, int srcMask, int dst, int dstMask) implements DatapathAction {}

    /** Rewrites type and code of ICMP or ICMPv6, whichever the packet is. */
    record SetIcmp(int type, int typeMask, int code, int codeMask) implements DatapathAction {}

    /** Rewrites an ARP packet. */
    record SetArp(
            int op,
            int opMask,
            int spa,
            int spaMask,
            int tpa,
            int tpaMask,
            long sha,
            long shaMask,
            long tha,
            long thaMask)
            implements DatapathAction {}

    /** Rewrites a neighbour discovery packet: target, and the link-layer address options that it carries. */
    record SetNd(
            long targetHi,
            long targetLo,
            long targetHiMask,
            long targetLoMask,
            long sll,
            long sllMask,
            long tll,
            long tllMask)
            implements DatapathAction {}

    /**
     * Hands each packet of the flow to the slow path, which then does all of the flow's work. Stands alone in a list.
     */
    record ToSlowPath(SlowPathReason reason) implements DatapathAction {}

    /** Why packets of a cached flow can't be handled by the fast path alone. */
    enum SlowPathReason {
        /** The flow sends to the controller. */
        CONTROLLER,
        /** The actions need what the fast path lacks. */
        UNSUPPORTED_ACTION,
        /** The switch itself answers or consumes it. */
        LOCAL_PROTOCOL
    }
}
