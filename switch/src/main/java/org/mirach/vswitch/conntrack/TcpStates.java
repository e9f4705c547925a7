package org.mirach.vswitch.conntrack;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;

/**
 * The states of a TCP connection, and the check that a packet's sequence numbers lie in the windows.
 *
 * <p><i>Source.</i> Guido van Rooij, "Real Stateful TCP Packet Filtering in IP Filter" (2001), as BSD's pf and Open
 * vSwitch apply it: each end may send up to what the other acknowledged plus its window, and not more than one window
 * behind what it has sent. A connection may be picked up in its middle: then nothing is known of the scale of its
 * windows, and the largest is assumed.
 *
 * <p><b>Threads:</b> the engine's. Allocates nothing.
 */
final class TcpStates {
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int PSH = 0x08;
    static final int ACK = 0x10;
    static final int URG = 0x20;

    static final int SCALE_BITS = 0x0f;
    /** The end has told its scale, in its SYN. */
    static final int SCALE_KNOWN = 0x80;
    /** The end's SYN was not seen. */
    static final int SCALE_UNKNOWN = 0x40;

    private static final int MAX_SCALE = 14;
    /** How far out of the window a packet may be while a connection is picked up or has closed. */
    private static final int FUDGE = 0xffff + 1500;

    private static final int HEADER_BYTES = 20;
    private static final int OPTION_END = 0;
    private static final int OPTION_NOP = 1;
    private static final int OPTION_WINDOW_SCALE = 3;

    /** Whether sequence numbers are checked at all. */
    private boolean checked = true;

    private long outOfWindow;

    // Of the packet in hand.
    private int flags;
    private int sequence;
    private int end;
    private int ack;
    private int window;
    private int srcScale;
    private int dstScale;
    private boolean checkAckSkew;

    void setChecked(boolean on) {
        checked = on;
    }

    boolean checked() {
        return checked;
    }

    /** Packets refused because they were out of the window. */
    long outOfWindow() {
        return outOfWindow;
    }

    /** Whether a packet may open a connection: a SYN, or one in the middle of a connection; not a SYN-ACK. */
    static boolean mayOpen(TrackedPacket packet) {
        int flags = flags(packet);
        return !nonsense(flags) && (flags & (SYN | ACK)) != (SYN | ACK);
    }

    private static int flags(TrackedPacket packet) {
        return u16(packet.memory, packet.l4 + 12) & 0xfff;
    }

    private static boolean nonsense(int flags) {
        if ((flags & SYN) != 0) {
            if ((flags & (RST | FIN)) != 0) {
                return true;
            }
        } else if ((flags & (ACK | RST)) == 0) {
            return true;
        }
        return (flags & ACK) == 0 && (flags & (FIN | PSH | URG)) != 0;
    }

    private static int headerBytes(TrackedPacket packet) {
        return (u8(packet.memory, packet.l4 + 12) >>> 4) * 4;
    }

    private static int payloadBytes(TrackedPacket packet) {
        int headerBytes = headerBytes(packet);
        return headerBytes < HEADER_BYTES || headerBytes > packet.l4Bytes ? 0 : packet.l4Bytes - headerBytes;
    }

    /** The scale of a SYN's options, with {@link #SCALE_KNOWN}; 0 where it has none. */
    private static int scaleOption(TrackedPacket packet) {
        MemorySegment memory = packet.memory;
        long at = packet.l4 + HEADER_BYTES;
        int left = headerBytes(packet) - HEADER_BYTES;
        int scale = 0;
        while (left >= 3) {
            int option = u8(memory, at);
            if (option == OPTION_END) {
                return scale;
            }
            if (option == OPTION_NOP) {
                at++;
                left--;
                continue;
            }
            if (option == OPTION_WINDOW_SCALE) {
                scale = Math.min(u8(memory, at + 2), MAX_SCALE) | SCALE_KNOWN;
            }
            int bytes = Math.max(u8(memory, at + 1), 2);
            at += bytes;
            left -= bytes;
        }
        return scale;
    }

    /** Fills a connection that this packet opens. */
    static void open(Connection connection, TrackedPacket packet, long nowMs) {
        connection.becomeTcp();
        TcpPeer src = connection.originalPeer;
        TcpPeer dst = connection.replyPeer;
        int flags = flags(packet);
        src.seqLo = u32(packet.memory, packet.l4 + 4);
        src.seqHi = src.seqLo + payloadBytes(packet) + 1;
        if ((flags & SYN) != 0) {
            src.seqHi++;
            src.scale = scaleOption(packet);
        } else {
            src.scale = SCALE_UNKNOWN;
            dst.scale = SCALE_UNKNOWN;
        }
        src.maxWindow = Math.max(u16(packet.memory, packet.l4 + 14), 1);
        if ((src.scale & SCALE_BITS) != 0) {
            src.maxWindow = unscale(src.maxWindow, src.scale & SCALE_BITS);
        }
        if ((flags & FIN) != 0) {
            src.seqHi++;
        }
        dst.seqHi = 1;
        dst.maxWindow = 1;
        src.state = TcpState.SYN_SENT;
        dst.state = TcpState.CLOSED;
        connection.touch(Timeout.TCP_FIRST_PACKET, nowMs);
    }

    /** A SYN's window is not scaled: makes it one that is. */
    private static int unscale(int window, int scale) {
        return window + (1 << scale) - 1 >>> scale;
    }

    /** Takes a packet into account. */
    Verdict update(Connection connection, TrackedPacket packet, boolean reply, long nowMs) {
        TcpPeer src = reply ? connection.replyPeer : connection.originalPeer;
        TcpPeer dst = reply ? connection.originalPeer : connection.replyPeer;
        flags = flags(packet);
        if (nonsense(flags)) {
            return Verdict.INVALID;
        }
        if ((flags & (SYN | ACK)) == SYN) {
            if (dst.state.isFrom(TcpState.FIN_WAIT_2) && src.state.isFrom(TcpState.FIN_WAIT_2)) {
                src.state = TcpState.CLOSED;
                dst.state = TcpState.CLOSED;
                return Verdict.NEW;
            }
            if (src.state.ordinal() <= TcpState.SYN_SENT.ordinal()) {
                src.state = TcpState.SYN_SENT;
                connection.touch(Timeout.TCP_FIRST_PACKET, nowMs);
                return Verdict.VALID_NEW;
            }
        }
        readHeader(packet, src, dst);
        int originalSequence = sequence;
        if (src.state.isBefore(TcpState.SYN_SENT)) {
            firstOfPeer(packet, src, dst);
        }
        if ((flags & ACK) == 0 || ack == 0 && (flags & RST) != 0) {
            ack = dst.seqLo; // nothing to check: there is none, or a stack that does not set it with RST
        }
        if (sequence == end) {
            sequence = src.seqLo; // without data its place matters little
            end = sequence;
        }
        if (inWindow(originalSequence, src, dst) || !checked) {
            slide(src, dst);
            advance(src, dst);
            connection.touch(timeout(src.state, dst.state), nowMs);
            return Verdict.VALID;
        }
        if (nearWindow(src, dst)) {
            slide(src, dst);
            if ((flags & FIN) != 0 && src.state.isBefore(TcpState.CLOSING)) {
                src.state = TcpState.CLOSING;
            }
            reset(src, dst);
            return Verdict.VALID;
        }
        outOfWindow++;
        return Verdict.INVALID;
    }

    private void readHeader(TrackedPacket packet, TcpPeer src, TcpPeer dst) {
        sequence = u32(packet.memory, packet.l4 + 4);
        ack = u32(packet.memory, packet.l4 + 8);
        window = u16(packet.memory, packet.l4 + 14);
        end = sequence + payloadBytes(packet) + ((flags & SYN) != 0 ? 1 : 0) + ((flags & FIN) != 0 ? 1 : 0);
        checkAckSkew = true;
        srcScale = 0;
        dstScale = 0;
        if ((flags & SYN) != 0) {
            return;
        }
        if ((src.scale & dst.scale & SCALE_KNOWN) != 0) {
            srcScale = src.scale & SCALE_BITS;
            dstScale = dst.scale & SCALE_BITS;
        } else if ((src.scale & dst.scale & SCALE_UNKNOWN) != 0) {
            srcScale = MAX_SCALE;
            dstScale = MAX_SCALE;
        }
    }

    private void firstOfPeer(TrackedPacket packet, TcpPeer src, TcpPeer dst) {
        if ((flags & SYN) != 0 && (dst.scale & SCALE_KNOWN) != 0) {
            src.scale = scaleOption(packet);
            if ((src.scale & SCALE_KNOWN) != 0) {
                srcScale = src.scale & SCALE_BITS;
                window = unscale(window, srcScale);
                dstScale = dst.scale & SCALE_BITS;
            } else { // one that does not scale keeps the other from it
                dst.maxWindow = dst.maxWindow << (dst.scale & SCALE_BITS) & 0xffff;
                dst.scale = 0;
            }
        }
        src.seqLo = sequence;
        src.state = TcpState.SYN_SENT;
        int mayReach = end + Math.max(1, dst.maxWindow << dstScale);
        if (src.seqHi == 1 || mayReach - src.seqHi >= 0) {
            src.seqHi = mayReach;
            checkAckSkew = false; // a connection being picked up has acknowledged what nobody here saw
        }
        src.maxWindow = Math.max(src.maxWindow, window);
    }

    private boolean inWindow(int originalSequence, TcpPeer src, TcpPeer dst) {
        int ackSkew = checkAckSkew ? dst.seqLo - ack : 0;
        return src.seqHi - end >= 0 // not beyond what the other end takes
                && sequence - (src.seqLo - (dst.maxWindow << dstScale)) >= 0 // sent again: one window back at most
                && ackSkew >= -FUDGE
                && ackSkew <= FUDGE << srcScale
                && ((flags & RST) == 0
                        || originalSequence == src.seqLo
                        || originalSequence == src.seqLo + 1
                        || originalSequence + 1 == src.seqLo);
    }

    /** Leniency at both ends of a connection's life: the windows are not known yet, or nobody keeps to them any more. */
    private boolean nearWindow(TcpPeer src, TcpPeer dst) {
        return (dst.state.isBefore(TcpState.SYN_SENT)
                        || dst.state.isFrom(TcpState.FIN_WAIT_2)
                        || src.state.isFrom(TcpState.FIN_WAIT_2))
                && src.seqHi + FUDGE - end >= 0
                && sequence - (src.seqLo - FUDGE) >= 0;
    }

    private void slide(TcpPeer src, TcpPeer dst) {
        src.maxWindow = Math.max(src.maxWindow, window);
        if (end - src.seqLo > 0) {
            src.seqLo = end;
        }
        if (ack + (window << srcScale) - dst.seqHi >= 0) {
            dst.seqHi = ack + Math.max(window << srcScale, 1);
        }
    }

    private void advance(TcpPeer src, TcpPeer dst) {
        if ((flags & SYN) != 0 && src.state.isBefore(TcpState.SYN_SENT)) {
            src.state = TcpState.SYN_SENT;
        }
        if ((flags & FIN) != 0 && src.state.isBefore(TcpState.CLOSING)) {
            src.state = TcpState.CLOSING;
        }
        if ((flags & ACK) != 0) {
            if (dst.state == TcpState.SYN_SENT) {
                dst.state = TcpState.ESTABLISHED;
            } else if (dst.state == TcpState.CLOSING) {
                dst.state = TcpState.FIN_WAIT_2;
            }
        }
        reset(src, dst);
    }

    private void reset(TcpPeer src, TcpPeer dst) {
        if ((flags & RST) != 0) {
            src.state = TcpState.TIME_WAIT;
            dst.state = TcpState.TIME_WAIT;
        }
    }

    private static Timeout timeout(TcpState a, TcpState b) {
        TcpState first = a.isBefore(b) ? a : b;
        TcpState last = a.isBefore(b) ? b : a;
        if (first.isFrom(TcpState.FIN_WAIT_2)) {
            return Timeout.TCP_CLOSED;
        }
        if (first.isFrom(TcpState.CLOSING)) {
            return Timeout.TCP_FIN_WAIT;
        }
        if (first.isBefore(TcpState.ESTABLISHED)) {
            return Timeout.TCP_OPENING;
        }
        return last.isFrom(TcpState.CLOSING) ? Timeout.TCP_CLOSING : Timeout.TCP_ESTABLISHED;
    }
}
