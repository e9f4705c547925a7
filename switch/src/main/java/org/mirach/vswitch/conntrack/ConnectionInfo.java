package org.mirach.vswitch.conntrack;

import java.util.Optional;
import org.mirach.vswitch.fastpath.parse.Ethernet;

/**
 * A connection as it was at one moment. Immutable; safe on any thread.
 *
 * @param timeoutSeconds until it is forgotten, where no packet comes
 * @param tcp            empty for other protocols
 * @param helper         port of its helper, 0 for none
 * @param parent         original tuple of the connection that announced it
 */
public record ConnectionInfo(
        End original,
        End reply,
        int zone,
        int mark,
        long labelHi,
        long labelLo,
        long timeoutSeconds,
        Optional<Tcp> tcp,
        int helper,
        Optional<End> parent) {
    /**
     * A tuple.
     *
     * @param l4 ports, of which that of ICMP is the identifier (as the source's); {@code icmpType} is 0 for others
     */
    public record End(
            boolean ipv6,
            int proto,
            long srcHi,
            long srcLo,
            long dstHi,
            long dstLo,
            int srcPort,
            int dstPort,
            int icmpType) {
        static End of(Tuple tuple) {
            return new End(
                    tuple.ipv6(),
                    tuple.proto(),
                    tuple.srcHi,
                    tuple.srcLo,
                    tuple.dstHi,
                    tuple.dstLo,
                    tuple.srcPort(),
                    tuple.dstPort(),
                    tuple.icmpType());
        }

        boolean isIcmp() {
            return proto == Ethernet.PROTO_ICMP || proto == Ethernet.PROTO_ICMPV6;
        }

        void writeTo(Tuple tuple, int zone) {
            tuple.clear();
            tuple.setKind(ipv6, proto, zone);
            tuple.srcHi = srcHi;
            tuple.srcLo = srcLo;
            tuple.dstHi = dstHi;
            tuple.dstLo = dstLo;
            if (isIcmp()) {
                tuple.srcL4 = srcPort | icmpType << 16;
                tuple.dstL4 = srcPort | Math.max(IcmpTypes.answerTo(icmpType, ipv6), 0) << 16;
            } else {
                tuple.srcL4 = srcPort;
                tuple.dstL4 = dstPort;
            }
        }
    }

    /** States, window scales (0 to 14), and whether each end's scale is known, or not because its SYN was not seen. */
    public record Tcp(
            String originalState,
            String replyState,
            int originalScale,
            int replyScale,
            boolean originalScales,
            boolean replyScales,
            boolean originalLiberal,
            boolean replyLiberal) {
        static Tcp of(TcpPeer original, TcpPeer reply) {
            return new Tcp(
                    original.state.name(),
                    reply.state.name(),
                    original.scale & TcpStates.SCALE_BITS,
                    reply.scale & TcpStates.SCALE_BITS,
                    (original.scale & TcpStates.SCALE_KNOWN) != 0,
                    (reply.scale & TcpStates.SCALE_KNOWN) != 0,
                    (original.scale & TcpStates.SCALE_UNKNOWN) != 0,
                    (reply.scale & TcpStates.SCALE_UNKNOWN) != 0);
        }

        /** The state that is nearer to the end, as one: what Linux would call it. */
        public String state() {
            TcpState a = TcpState.valueOf(originalState);
            TcpState b = TcpState.valueOf(replyState);
            TcpState later = a.isBefore(b) ? b : a;
            return switch (later) {
                case FIN_WAIT_2 -> TcpState.TIME_WAIT.name();
                case SYN_RECV -> TcpState.ESTABLISHED.name();
                case CLOSED, LISTEN, SYN_SENT, ESTABLISHED, CLOSE_WAIT, FIN_WAIT_1, CLOSING, LAST_ACK, TIME_WAIT ->
                    later.name();
            };
        }
    }

    static ConnectionInfo of(Connection connection, long nowMs) {
        return new ConnectionInfo(
                End.of(connection.original),
                End.of(connection.reply),
                connection.original.zone(),
                connection.mark,
                connection.labelHi,
                connection.labelLo,
                Math.max(connection.expiresMs - nowMs, 0) / 1000,
                connection.original.proto() == Ethernet.PROTO_TCP
                        ? Optional.of(Tcp.of(connection.originalPeer, connection.replyPeer))
                        : Optional.empty(),
                connection.helper,
                connection.related ? Optional.of(End.of(connection.parent)) : Optional.empty());
    }
}
