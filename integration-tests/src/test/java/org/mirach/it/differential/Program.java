package org.mirach.it.differential;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Groups and flow entries as ovs-ofctl reads them for OpenFlow 1.3, and packets to send through. Immutable.
 *
 * @param oneByOne a packet is only sent when the one before it has taken full effect
 */
record Program(long seed, List<String> groups, List<String> flows, List<Packet> packets, boolean oneByOne) {
    Program {
        groups = List.copyOf(groups);
        flows = List.copyOf(flows);
        packets = List.copyOf(packets);
    }

    Program withGroups(List<String> other) {
        return new Program(seed, other, flows, packets, oneByOne);
    }

    Program withFlows(List<String> other) {
        return new Program(seed, groups, other, packets, oneByOne);
    }

    Program withPackets(List<Packet> other) {
        return new Program(seed, groups, flows, other, oneByOne);
    }

    /** How to see it by hand. */
    String commands() {
        return groups.stream()
                        .map(group -> "ovs-ofctl -O OpenFlow13 add-group br0 '%s'%n".formatted(group))
                        .collect(Collectors.joining())
                + flows.stream()
                        .map(flow -> "ovs-ofctl -O OpenFlow13 add-flow br0 '%s'%n".formatted(flow))
                        .collect(Collectors.joining())
                + packets.stream()
                        .map(packet -> "ovs-appctl netdev-dummy/receive p%d %s   # %s%n"
                                .formatted(packet.port(), packet.hex(), packet.text()))
                        .collect(Collectors.joining());
    }
}
