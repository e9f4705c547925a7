package org.mirach.vswitch.conntrack;

/** The states of ICMP queries and of protocols that have none: who has spoken so far. Stateless itself. */
final class PacketStates {
    private static final int FIRST = 0;
    private static final int MULTIPLE = 1;
    private static final int ANSWERED = 2;

    private PacketStates() {}

    static Verdict updateIcmp(Connection connection, boolean reply, long nowMs) {
        if (reply) {
            connection.packetState = ANSWERED;
        }
        boolean answered = connection.packetState == ANSWERED;
        connection.touch(answered ? Timeout.ICMP_REPLY : Timeout.ICMP_FIRST, nowMs);
        return answered ? Verdict.VALID : Verdict.VALID_NEW;
    }

    static Verdict updateOther(Connection connection, boolean reply, long nowMs) {
        if (reply) {
            connection.packetState = ANSWERED;
        } else if (connection.packetState == FIRST) {
            connection.packetState = MULTIPLE;
        }
        boolean answered = connection.packetState == ANSWERED;
        connection.touch(answered ? Timeout.OTHER_BIDIRECTIONAL : Timeout.OTHER_MULTIPLE, nowMs);
        return answered ? Verdict.VALID : Verdict.VALID_NEW;
    }
}
