package org.mirach.it.differential;

import java.util.List;
import org.mirach.it.harness.PacketText;

/**
 * A packet to be injected, and how it may be matched. Immutable.
 *
 * @param port it enters by
 * @param text as {@link PacketText} reads it
 * @param link fields below the network layer
 * @param network fields of the network layer
 * @param transport fields of what it carries
 */
record Packet(int port, String text, Shape shape, List<Term> link, List<Term> network, List<Term> transport) {
    Packet {
        link = List.copyOf(link);
        network = List.copyOf(network);
        transport = List.copyOf(transport);
    }

    Packet withText(String other) {
        return new Packet(port, other, shape, link, network, transport);
    }

    String hex() {
        return PacketText.hex(text);
    }
}
