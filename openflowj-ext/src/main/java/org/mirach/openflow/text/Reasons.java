package org.mirach.openflow.text;

import java.util.List;

/** Names of a packet-in's reasons. */
final class Reasons {
    private static final List<String> PACKET_IN =
            List.of("no_match", "action", "invalid_ttl", "action_set", "group", "packet_out");

    private Reasons() {}

    static String packetIn(int reason) {
        return reason < PACKET_IN.size() ? PACKET_IN.get(reason) : Integer.toString(reason);
    }

    /** -1 for what is no reason. */
    static int packetIn(String name) {
        return PACKET_IN.indexOf(name);
    }
}
