package org.mirach.vswitch.flow;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What the fast path does with a packet: a flat list of these is the outcome of a translation. Ports are real by now
 * (no FLOOD, no NORMAL), tables, groups and priorities are gone. An empty list drops. Immutable; safe on any thread.
 *
 * <p>Masked setters change the bits whose mask bit is 1. Addresses lie in the low 48 (Ethernet) or 32 (IPv4) bits.
 * Setters keep the IPv4 header checksum and the TCP, UDP, SCTP and ICMP checksums right, incrementally.
 */
public sealed interface DatapathAction {
    /** Changes the packet's own bytes, and nothing else. */
    sealed interface Edit extends DatapathAction {}

    /** Sends a copy of the packet, as it now is, out of a port. */
    record Output(int portNo) implements DatapathAction {}

    /** Rewrites the Ethernet addresses. */
    record SetEthernet(long dst, long dstMask, long src, long srcMask) implements Edit {}

    /** Rewrites the ether type behind all VLAN tags, and no byte else. */
    record SetEtherType(int etherType) implements Edit {}

    /** Adds a VLAN tag in front of any there is. {@code tci} is as on the wire: PCP, DEI, VID. */
    record PushVlan(int tpid, int tci) implements Edit {}

    /** Removes the outer VLAN tag. */
    record PopVlan() implements Edit {}

    /** Rewrites the IPv4 header. */
    record SetIpv4(int src, int srcMask, int dst, int dstMask, int tos, int tosMask, int ttl, int ttlMask)
            implements Edit {}

    /** Rewrites the protocol of an IPv4 header, or the last next-header field of IPv6; the checksum of the transport that was there is kept right. */
    record SetIpProto(int proto) implements Edit {}

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
            implements Edit {}

    /** Rewrites the ports of TCP, UDP or SCTP, whichever the packet is. */
    record SetTransport(int src, int srcMask, int dst, int dstMask) implements Edit {}

    /** Rewrites type and code of ICMP or ICMPv6, whichever the packet is. */
    record SetIcmp(int type, int typeMask, int code, int codeMask) implements Edit {}

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
            implements Edit {}

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
            implements Edit {}

    /**
     * Rewrites the reserved word and the type of the first option of a neighbour discovery packet; its checksum is
     * computed anew, as Open vSwitch does.
     */
    record SetNdExtensions(int reserved, int reservedMask, int optionsType, int optionsTypeMask) implements Edit {}

    /** Adds an MPLS label stack entry ({@code lse} as on the wire) in front, behind any VLAN tag; {@code etherType} is the frame's new one. */
    record PushMpls(int etherType, int lse) implements Edit {}

    /**
     * Makes the packet, Ethernet header and all, the payload of MPLS: puts a label stack entry in front of its first
     * byte. It has no Ethernet header then; its packet type is {@code etherType}.
     */
    record EncapMpls(int etherType, int lse) implements Edit {}

    /** Removes the outer MPLS label stack entry; {@code etherType} is the frame's new one. */
    record PopMpls(int etherType) implements Edit {}

    /** Rewrites the outer MPLS label stack entry. */
    record SetMpls(int lse, int lseMask) implements Edit {}

    /**
     * Copies the TTL from the header behind the outer MPLS label stack entry, another such or IP, to the outer one, or
     * the other way where {@code inward}. Without effect where there is no second header with a TTL.
     */
    record CopyMplsTtl(boolean inward) implements Edit {}

    /**
     * Adds a PBB header (IEEE 802.1ah) in front of the whole frame, tags and all: addresses copied, type 0x88e7, this
     * I-TAG (32 bits as on the wire).
     */
    record PushPbb(int etherType, int itag) implements Edit {}

    /** Removes the backbone header: the customer's frame stays. A backbone VLAN tag that is still there becomes its outer tag. */
    record PopPbb() implements Edit {}

    /** Rewrites bits of the I-TAG, whose low 24 are the I-SID. */
    record SetPbbIsid(int isid, int isidMask) implements Edit {}

    /** Adds an Ethernet header to a packet that has none. */
    record PushEthernet(long dst, long src, int etherType) implements Edit {}

    /** Removes the Ethernet header. */
    record PopEthernet() implements Edit {}

    /** Adds an NSH header, given whole (RFC 8300) but for its next protocol, which the packet's type says. */
    record PushNsh(Header header) implements Edit {}

    /** Removes the NSH header. */
    record PopNsh() implements Edit {}

    /** Rewrites the NSH header; two words as {@code KeyLayout.W_NSH}, two of context as {@code W_NSH_CONTEXT}. */
    record SetNsh(long base, long baseMask, long context12, long context12Mask, long context34, long context34Mask)
            implements Edit {}

    /** Bytes of a header; never written to after it was made. */
    record Header(byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Header header && Arrays.equals(bytes, header.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return HexFormat.of().formatHex(bytes);
        }
    }

    /** Writes pkt_mark, for those that look at the packet after a {@link Recirculate}. */
    record SetMark(int mark, int markMask) implements DatapathAction {}

    /** The queue of the ports that following outputs go to; -1 is each port's default. */
    record SetQueue(int queueId) implements DatapathAction {}

    /** The next output sends at most so many bytes. */
    record Truncate(int maxLength) implements DatapathAction {}

    /** Runs the packet through a meter, which may drop it here or remark it. */
    record Meter(int meterId) implements DatapathAction {}

    /** Does these to a copy; what they change is forgotten. */
    record Clone(List<DatapathAction> actions) implements DatapathAction {
        public Clone {
            actions = List.copyOf(actions);
        }
    }

    /** Does these to a copy of {@code probability / 2^32} of the packets. */
    record Sample(int probability, List<DatapathAction> actions) implements DatapathAction {
        public Sample {
            actions = List.copyOf(actions);
        }
    }

    /** Goes on with one list or the other, by the packet's length in bytes; nothing follows it. */
    record CheckLength(int length, List<DatapathAction> greater, List<DatapathAction> others)
            implements DatapathAction {
        public CheckLength {
            greater = List.copyOf(greater);
            others = List.copyOf(others);
        }
    }

    /** Computes dp_hash, for a {@link Recirculate}. {@code algorithm}: 0 L4, 1 symmetric L4. */
    record Hash(int algorithm, int basis) implements DatapathAction {}

    /**
     * Runs the packet through the connection tracker: ct_* of its key are set, addresses perhaps translated.
     *
     * @param algPort port of the application's helper, 0 for none
     * @param nat     null for none
     */
    record Ct(
            boolean commit,
            boolean force,
            int zone,
            int mark,
            int markMask,
            long labelHi,
            long labelLo,
            long labelMaskHi,
            long labelMaskLo,
            int algPort,
            Nat nat)
            implements DatapathAction {}

    /** How {@link Ct} translates; the components are those of OpenFlow's {@code Action.Nat}, addresses as two words. */
    record Nat(int flags, boolean ipv6, long minHi, long minLo, long maxHi, long maxLo, int portMin, int portMax) {}

    /** Forgets the connection: ct_* of the key are zero again. */
    record CtClear() implements DatapathAction {}

    /** Looks the packet up again, as it now is, with this recirc_id. Where it stands last, the packet itself goes on. */
    record Recirculate(int recircId) implements DatapathAction {}

    /** Sends a copy of the packet, as it now is, to the slow path, which makes a packet_in of it. */
    record ToController(PacketInSpec spec) implements DatapathAction {}

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
