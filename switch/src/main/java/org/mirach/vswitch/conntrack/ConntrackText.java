package org.mirach.vswitch.conntrack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mirach.vswitch.fastpath.parse.Ethernet;

/** What {@code ovs-appctl dpctl/...} shows of connections, in Open vSwitch's form. Stateless. */
public final class ConntrackText {
    private static final int PROTO_DCCP = 33;
    private static final int PROTO_UDPLITE = 136;

    private ConntrackText() {}

    /** One connection, without the end of the line. */
    public static String format(ConnectionInfo connection, boolean verbose, boolean timeout) {
        StringBuilder text = new StringBuilder(proto(connection.original().proto()));
        text.append(",orig=(").append(tuple(connection.original())).append(')');
        text.append(",reply=(").append(tuple(connection.reply())).append(')');
        if (verbose) {
            text.append(",id=0");
        }
        if (connection.zone() != 0) {
            text.append(",zone=").append(connection.zone());
        }
        if (verbose) {
            text.append(",status=0"); // status bits are the kernel's
        }
        if (timeout) {
            text.append(",timeout=").append(connection.timeoutSeconds());
        }
        if (connection.mark() != 0) {
            text.append(",mark=").append(Integer.toUnsignedString(connection.mark()));
        }
        if ((connection.labelHi() | connection.labelLo()) != 0) {
            text.append(",labels=").append(hex(connection.labelHi(), connection.labelLo()));
        }
        connection
                .tcp()
                .ifPresent(tcp ->
                        text.append(",protoinfo=(").append(tcp(tcp, verbose)).append(')'));
        if (connection.helper() != 0) {
            text.append(",helper=").append(connection.helper() == Conntrack.FTP ? "ftp" : "tftp");
        }
        if (verbose) {
            connection
                    .parent()
                    .ifPresent(parent ->
                            text.append(",parent=(").append(tuple(parent)).append(')'));
        }
        return text.toString();
    }

    private static String hex(long hi, long lo) {
        return "0x" + (hi == 0 ? Long.toHexString(lo) : Long.toHexString(hi) + "%016x".formatted(lo));
    }

    private static String proto(int proto) {
        return switch (proto) {
            case Ethernet.PROTO_ICMP -> "icmp";
            case Ethernet.PROTO_IGMP -> "igmp";
            case Ethernet.PROTO_TCP -> "tcp";
            case Ethernet.PROTO_UDP -> "udp";
            case PROTO_DCCP -> "dccp";
            case Ethernet.PROTO_ICMPV6 -> "icmpv6";
            case Ethernet.PROTO_SCTP -> "sctp";
            case PROTO_UDPLITE -> "udplite";
            default -> Integer.toString(proto);
        };
    }

    private static String tuple(ConnectionInfo.End end) {
        String src = end.ipv6() ? Ipv6Text.format(end.srcHi(), end.srcLo()) : Ipv6Text.dotted((int) end.srcLo());
        String dst = end.ipv6() ? Ipv6Text.format(end.dstHi(), end.dstLo()) : Ipv6Text.dotted((int) end.dstLo());
        String addresses = "src=" + src + ",dst=" + dst;
        return end.isIcmp()
                ? addresses + ",id=" + end.srcPort() + ",type=" + end.icmpType() + ",code=0"
                : addresses + ",sport=" + end.srcPort() + ",dport=" + end.dstPort();
    }

    private static String tcp(ConnectionInfo.Tcp tcp, boolean verbose) {
        if (!verbose) {
            return "state=" + tcp.state();
        }
        String text = "state_orig=" + tcp.originalState() + ",state_reply=" + tcp.replyState();
        if (tcp.originalScale() != 0 || tcp.replyScale() != 0) {
            text += ",wscale_orig=" + tcp.originalScale() + ",wscale_reply=" + tcp.replyScale();
        }
        return text
                + ",flags_orig=" + flags(tcp.originalScales(), tcp.originalLiberal())
                + ",flags_reply=" + flags(tcp.replyScales(), tcp.replyLiberal());
    }

    private static String flags(boolean scales, boolean liberal) {
        List<String> words = new ArrayList<>();
        if (scales) {
            words.add("WINDOW_SCALE");
        }
        if (liberal) {
            words.add("BE_LIBERAL");
        }
        return words.isEmpty() ? "0" : String.join("|", words);
    }

    /** {@code dpctl/ct-stats-show}. */
    public static String statistics(List<ConnectionInfo> connections, boolean verbose) {
        Map<String, Integer> protocols = new TreeMap<>();
        Map<TcpState, Integer> states = new TreeMap<>();
        for (ConnectionInfo connection : connections) {
            protocols.merge(statisticsName(connection.original().proto()), 1, Integer::sum);
            connection.tcp().ifPresent(tcp -> states.merge(TcpState.valueOf(tcp.state()), 1, Integer::sum));
        }
        StringBuilder text = new StringBuilder("Connections Stats:\n    Total: " + connections.size() + "\n");
        for (String name : List.of("TCP", "UDP", "UDPLITE", "SCTP", "ICMP", "DCCP", "IGMP", "Other")) {
            if (protocols.containsKey(name)) {
                text.append("  ")
                        .append(name)
                        .append(": ")
                        .append(protocols.get(name))
                        .append('\n');
            }
            if (name.equals("TCP") && verbose && !states.isEmpty()) {
                text.append("    Conn per TCP states:\n");
                states.forEach((state, count) -> text.append("\t  [")
                        .append(state)
                        .append("]=")
                        .append(count)
                        .append('\n'));
            }
        }
        return text.toString();
    }

    /** ICMPv6 is counted in the total only, as Open vSwitch does. */
    private static String statisticsName(int proto) {
        return switch (proto) {
            case Ethernet.PROTO_ICMP -> "ICMP";
            case Ethernet.PROTO_IGMP -> "IGMP";
            case Ethernet.PROTO_TCP -> "TCP";
            case Ethernet.PROTO_UDP -> "UDP";
            case PROTO_DCCP -> "DCCP";
            case Ethernet.PROTO_ICMPV6 -> "ICMPv6";
            case Ethernet.PROTO_SCTP -> "SCTP";
            case PROTO_UDPLITE -> "UDPLITE";
            default -> "Other";
        };
    }

    /** {@code dpctl/ct-get-limits}. */
    public static String limits(int defaultLimit, List<ZoneLimit> limits) {
        StringBuilder text = new StringBuilder("default limit=" + Integer.toUnsignedString(defaultLimit));
        for (ZoneLimit limit : limits) {
            text.append("\nzone=").append(limit.zone());
            text.append(",limit=").append(Integer.toUnsignedString(limit.limit()));
            text.append(",count=").append(limit.count());
        }
        return text.append('\n').toString();
    }

    /** {@code dpctl/ipf-get-status}. */
    public static String fragments(FragmentStatus status) {
        StringBuilder text = new StringBuilder();
        line(text, "Fragmentation Module Status");
        line(text, "---------------------------");
        line(text, "v4 enabled: " + (status.ipv4().enabled() ? 1 : 0));
        line(text, "v6 enabled: " + (status.ipv6().enabled() ? 1 : 0));
        line(text, "max num frags (v4/v6): " + status.maxFragments());
        line(text, "num frag: " + status.held());
        version(text, "v4", status.ipv4());
        version(text, "v6", status.ipv6());
        return text.toString();
    }

    private static void version(StringBuilder text, String name, FragmentStatus.Version version) {
        line(text, "min " + name + " frag size: " + version.minBytes());
        line(text, name + " frags accepted: " + version.accepted());
        line(text, name + " frags completed: " + version.completed());
        line(text, name + " frags expired: " + version.expired());
        line(text, name + " frags too small: " + version.tooSmall());
        line(text, name + " frags overlapped: " + version.overlapped());
        line(text, name + " frags purged: " + version.purged());
    }

    private static void line(StringBuilder text, String line) {
        text.append("        ").append(line).append('\n');
    }
}
