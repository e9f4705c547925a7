package org.mirach.vswitch.fastpath.parse;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Walks the extension headers of an IPv6 packet (RFC 8200, section 4) to the transport header, or to the fragment
 * header of a later fragment; and notes which there were, as {@code ipv6_exthdr} has it (OpenFlow 1.3.5, section
 * A.2.3.8).
 *
 * <p><b>Threads:</b> one; part of a parser or a rewriter.
 */
public final class Ipv6Headers {
    public static final int SEEN_NO_NEXT = 1;
    public static final int SEEN_ESP = 1 << 1;
    public static final int SEEN_AUTH = 1 << 2;
    public static final int SEEN_DEST = 1 << 3;
    public static final int SEEN_FRAGMENT = 1 << 4;
    public static final int SEEN_ROUTER = 1 << 5;
    public static final int SEEN_HOP = 1 << 6;
    /** A header came again that may not: only destination options may, once. */
    public static final int SEEN_REPEATED = 1 << 7;
    /** A header came behind one that it should stand in front of (RFC 8200, section 4.1). */
    public static final int SEEN_OUT_OF_ORDER = 1 << 8;

    /** Places in the order of RFC 8200: destination options have two, in front of routing and last. */
    private static final int PLACE_DEST_FIRST = 1;

    private static final int PLACE_DEST_LAST = 6;

    private long end;
    private int proto;
    private int fragment;
    private boolean routingLeft;
    private int seen;
    private int place;
    private int destinations;
    private long lastField;

    /** Whether a header of this kind is one to walk over. */
    public static boolean isExtension(int proto) {
        return switch (proto) {
            case Ethernet.PROTO_HOPOPTS,
                    Ethernet.PROTO_ROUTING,
                    Ethernet.PROTO_DSTOPTS,
                    Ethernet.PROTO_AH,
                    Ethernet.PROTO_FRAGMENT -> true;
            default -> false;
        };
    }

    /** Whether {@code ipv6_exthdr} has a bit for it: what {@link #isExtension} says, and two that end the walk. */
    static boolean isHeader(int proto) {
        return isExtension(proto) || proto == Ethernet.PROTO_ESP || proto == Ethernet.PROTO_NONE;
    }

    /**
     * Walks from {@code at}, where a header of kind {@code firstProto} begins.
     *
     * @param limit first byte behind the packet
     * @return false where a header is cut off
     */
    public boolean walk(MemorySegment memory, long at, long limit, int firstProto) {
        proto = firstProto;
        fragment = 0;
        routingLeft = false;
        seen = 0;
        place = -1;
        destinations = 0;
        lastField = -1;
        long position = at;
        while (isExtension(proto)) {
            if (limit - position < 8) {
                return false;
            }
            note(proto);
            lastField = position;
            if (proto == Ethernet.PROTO_FRAGMENT) {
                int bits = u16(memory, position + 2);
                proto = u8(memory, position);
                position += 8;
                if (bits != 0) {
                    fragment = KeyLayout.FRAG_ANY;
                    if ((bits & 0xfff8) != 0) {
                        fragment |= KeyLayout.FRAG_LATER;
                        proto = Ethernet.PROTO_FRAGMENT;
                        break;
                    }
                }
                continue;
            }
            int bytes = proto == Ethernet.PROTO_AH
                    ? (u8(memory, position + 1) + 2) * 4
                    : (u8(memory, position + 1) + 1) * 8;
            if (bytes > limit - position) {
                return false;
            }
            if (proto == Ethernet.PROTO_ROUTING && u8(memory, position + 3) > 0) {
                routingLeft = true;
            }
            proto = u8(memory, position);
            position += bytes;
        }
        if (proto == Ethernet.PROTO_ESP) {
            note(proto);
        } else if (proto == Ethernet.PROTO_NONE) {
            seen |= SEEN_NO_NEXT;
        }
        end = position;
        return true;
    }

    private void note(int header) {
        switch (header) {
            case Ethernet.PROTO_HOPOPTS -> note(SEEN_HOP, 0);
            case Ethernet.PROTO_ROUTING -> note(SEEN_ROUTER, 2);
            case Ethernet.PROTO_FRAGMENT -> note(SEEN_FRAGMENT, 3);
            case Ethernet.PROTO_AH -> note(SEEN_AUTH, 4);
            case Ethernet.PROTO_ESP -> note(SEEN_ESP, 5);
            case Ethernet.PROTO_DSTOPTS -> noteDestination();
            default -> {} // nothing that a walk passes
        }
    }

    private void note(int bit, int itsPlace) {
        if ((seen & bit) != 0) {
            seen |= SEEN_REPEATED;
        }
        if (itsPlace < place) {
            seen |= SEEN_OUT_OF_ORDER;
        }
        place = Math.max(place, itsPlace);
        seen |= bit;
    }

    private void noteDestination() {
        boolean first = destinations == 0 && place <= PLACE_DEST_FIRST;
        if (++destinations > 2) {
            seen |= SEEN_REPEATED;
        }
        seen |= SEEN_DEST;
        place = Math.max(place, first ? PLACE_DEST_FIRST : PLACE_DEST_LAST);
    }

    /** Where the last header that was walked over has its next-header field; -1 where there was none. */
    public long lastField() {
        return lastField;
    }

    /** The bits of {@code ipv6_exthdr}. */
    int seen() {
        return seen;
    }

    /** Offset behind the headers walked over. */
    public long end() {
        return end;
    }

    /** Kind of the header at {@link #end}; 44 for a later fragment. */
    public int proto() {
        return proto;
    }

    /** {@link KeyLayout#FRAG_ANY} and {@link KeyLayout#FRAG_LATER}, or 0. */
    public int fragment() {
        return fragment;
    }

    /** Whether a routing header has segments left: the destination address is then not that of the pseudo-header. */
    public boolean routingLeft() {
        return routingLeft;
    }
}
