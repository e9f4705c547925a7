package org.mirach.vswitch.conntrack;

/** The types of ICMP and ICMPv6 messages, as far as connections are made of them. */
final class IcmpTypes {
    static final int ECHO_REPLY = 0;
    static final int UNREACHABLE = 3;
    static final int SOURCE_QUENCH = 4;
    static final int REDIRECT = 5;
    static final int ECHO_REQUEST = 8;
    static final int TIME_EXCEEDED = 11;
    static final int PARAMETER_PROBLEM = 12;
    static final int TIMESTAMP = 13;
    static final int TIMESTAMP_REPLY = 14;
    static final int INFORMATION = 15;
    static final int INFORMATION_REPLY = 16;

    static final int V6_UNREACHABLE = 1;
    static final int V6_PACKET_TOO_BIG = 2;
    static final int V6_TIME_EXCEEDED = 3;
    static final int V6_PARAMETER_PROBLEM = 4;
    static final int V6_ECHO_REQUEST = 128;
    static final int V6_ECHO_REPLY = 129;

    private IcmpTypes() {}

    /** The type that answers a query, or that asked for an answer; -1 where the type is neither. */
    static int answerTo(int type, boolean ipv6) {
        if (ipv6) {
            return switch (type) {
                case V6_ECHO_REQUEST -> V6_ECHO_REPLY;
                case V6_ECHO_REPLY -> V6_ECHO_REQUEST;
                default -> -1;
            };
        }
        return switch (type) {
            case ECHO_REQUEST -> ECHO_REPLY;
            case ECHO_REPLY -> ECHO_REQUEST;
            case TIMESTAMP -> TIMESTAMP_REPLY;
            case TIMESTAMP_REPLY -> TIMESTAMP;
            case INFORMATION -> INFORMATION_REPLY;
            case INFORMATION_REPLY -> INFORMATION;
            default -> -1;
        };
    }

    /** Whether the message tells of a packet, and carries its beginning. */
    static boolean isError(int type, boolean ipv6) {
        if (ipv6) {
            return type >= V6_UNREACHABLE && type <= V6_PARAMETER_PROBLEM;
        }
        return switch (type) {
            case UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }

    /** Whether a query of this type may open a connection. */
    static boolean mayOpen(int type, boolean ipv6) {
        return ipv6 ? type == V6_ECHO_REQUEST : type == ECHO_REQUEST || type == INFORMATION || type == TIMESTAMP;
    }
}
