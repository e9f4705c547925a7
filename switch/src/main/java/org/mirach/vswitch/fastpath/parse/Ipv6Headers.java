package org.mirach.vswitch.fastpath.parse;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Walks the extension headers of an IPv6 packet (RFC 8200, section 4) to the transport header, or to the fragment
 * header of a later fragment.
 *
 * <p><b>Threads:</b> one; part of a parser or a rewriter.
 */
public final class Ipv6Headers {
    private long end;
    private int proto;
    private int fragment;
    private boolean routingLeft;

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
        long position = at;
        while (isExtension(proto)) {
            if (limit - position < 8) {
                return false;
            }
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
        end = position;
        return true;
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
