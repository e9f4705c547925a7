package org.mirach.vswitch.conntrack;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.put16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.put32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mirach.vswitch.fastpath.parse.Checksum;
import org.mirach.vswitch.fastpath.parse.Ethernet;

/**
 * Reads FTP's control connection (RFC 959, RFC 2428): PORT and EPRT announce that the server will connect to the client,
 * the answers to PASV and EPSV that the client will connect to the server. Expects those connections. Where the control
 * connection is translated, the address in the text is too; that changes its length, and with it all sequence numbers
 * behind it.
 *
 * <p>IPv4 speaks of PORT and PASV, IPv6 of EPRT and EPSV, one message a packet, as in Open vSwitch.
 *
 * <p><b>Threads:</b> the engine's. Allocates only for a packet that announces something.
 */
final class FtpHelper {
    private static final int TCP_CHECK = 16;

    private final Expectations expectations;
    private final FtpMessage message = new FtpMessage();
    private long invalid;

    FtpHelper(Expectations expectations) {
        this.expectations = expectations;
    }

    /** Announcements that were not understood, or named somebody else's address. */
    long invalid() {
        return invalid;
    }

    /** Puts the numbers of an ordinary packet right, after what was changed before it. */
    void adjustSequence(TrackedPacket packet, Connection connection, boolean reply, boolean nat) {
        if (nat && connection.sequenceSkew != 0 && !announces(packet)) {
            shift(packet, connection, reply);
            checksum(packet);
        }
    }

    private boolean announces(TrackedPacket packet) {
        long text = text(packet);
        message.load(packet.memory, text, (int) (packet.l4 + packet.l4Bytes - text));
        return packet.ipv6 ? message.announces6() : message.announces4();
    }

    private static long text(TrackedPacket packet) {
        return packet.l4 + (u8(packet.memory, packet.l4 + 12) >>> 4) * 4;
    }

    /** Looks for an announcement. */
    void read(TrackedPacket packet, Connection connection, boolean reply, boolean nat) {
        if (!announces(packet)) {
            return;
        }
        boolean understood = packet.ipv6 ? message.parse6() : message.parse4();
        if (!understood || !isOwnAddress(packet, connection)) {
            invalid++;
            packet.addState(CtState.TRACKED | CtState.INVALID);
            return;
        }
        expectations.expect(connection, message.port(), (packet.state() & CtState.REPLY) != 0);
        int grown = nat ? replaceAddress(packet, connection) : 0;
        if (nat && connection.sequenceSkew != 0) {
            shift(packet, connection, reply);
        }
        if (nat) {
            checksum(packet);
        }
        if (grown != 0) {
            connection.sequenceSkew += grown;
            connection.skewInReply = reply;
        }
    }

    /** A client that names another's address asks the server to attack that one: as said, or as translated. */
    private boolean isOwnAddress(TrackedPacket packet, Connection connection) {
        Tuple original = connection.original;
        Tuple answer = connection.reply;
        if (!message.hasAddress()) {
            return true;
        }
        return message.passive()
                ? message.isAddress(answer.srcHi, answer.srcLo) || message.isAddress(original.dstHi, original.dstLo)
                : message.isAddress(original.srcHi, original.srcLo) || message.isAddress(answer.dstHi, answer.dstLo);
    }

    /** Returns by how many bytes the packet has grown. */
    private int replaceAddress(TrackedPacket packet, Connection connection) {
        if (!message.hasAddress()) {
            return 0;
        }
        Tuple seen = message.passive() ? connection.original : connection.reply;
        byte[] address = FtpMessage.format(packet.ipv6, seen.dstHi, seen.dstLo);
        int delta = address.length - message.addressLength();
        if (packet.length + delta > packet.room) {
            return 0;
        }
        MemorySegment memory = packet.memory;
        long at = text(packet) + message.addressOffset();
        long behind = at + message.addressLength();
        MemorySegment.copy(memory, behind, memory, behind + delta, packet.start + packet.length - behind);
        MemorySegment.copy(address, 0, memory, ValueLayout.JAVA_BYTE, at, address.length);
        packet.length += delta;
        packet.l4Bytes += delta;
        if (packet.ipv6) {
            put16(memory, packet.l3 + 4, u16(memory, packet.l3 + 4) + delta);
        } else {
            int was = u16(memory, packet.l3 + 2);
            put16(memory, packet.l3 + 2, was + delta);
            put16(memory, packet.l3 + 10, Checksum.update16(u16(memory, packet.l3 + 10), was, was + delta));
        }
        return delta;
    }

    private static void shift(TrackedPacket packet, Connection connection, boolean reply) {
        if (reply == connection.skewInReply) {
            add(packet, 4, connection.sequenceSkew);
        } else {
            add(packet, 8, -connection.sequenceSkew);
        }
    }

    private static void add(TrackedPacket packet, int field, int change) {
        put32(packet.memory, packet.l4 + field, u32(packet.memory, packet.l4 + field) + change);
    }

    private static void checksum(TrackedPacket packet) {
        long pseudo = packet.ipv6
                ? Checksum.pseudoHeader6(packet.memory, packet.l3, Ethernet.PROTO_TCP, packet.l4Bytes)
                : Checksum.pseudoHeader4(packet.memory, packet.l3, Ethernet.PROTO_TCP, packet.l4Bytes);
        put16(
                packet.memory,
                packet.l4 + TCP_CHECK,
                Checksum.transport(packet.memory, packet.l4, packet.l4Bytes, TCP_CHECK, pseudo));
    }
}
