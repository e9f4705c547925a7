package org.mirach.it.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One OpenFlow 1.3 switch-test case: what is sent to the switch, and what becomes of packets that enter by port 1.
 * Immutable.
 *
 * @param id {@code group/file#number}
 * @param messages OpenFlow messages, to be sent in this order
 */
record SwitchTestCase(String id, String description, List<byte[]> messages, List<Packet> packets) {
    /**
     * A packet and its fate; exactly one of the three is there.
     *
     * @param in hex
     * @param egress hex of what leaves by port 2
     * @param packetIn hex of what the controller is given
     * @param missedTables tables that count a miss, as nothing leaves
     */
    record Packet(String in, Optional<String> egress, Optional<String> packetIn, List<Integer> missedTables) {}

    SwitchTestCase {
        messages = List.copyOf(messages);
        packets = List.copyOf(packets);
    }

    /** Where the case is counted: {@code action} or {@code match} as the file has it. */
    String group() {
        return id.substring(0, id.indexOf('/'));
    }

    static List<SwitchTestCase> read(Path file) {
        ObjectMapper mapper = new ObjectMapper();
        try {
            List<SwitchTestCase> cases = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank()) {
                    cases.add(of(mapper.readTree(line)));
                }
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static SwitchTestCase of(JsonNode node) {
        List<byte[]> messages = new ArrayList<>();
        node.get("messages").forEach(hex -> messages.add(HexFormat.of().parseHex(hex.asText())));
        List<Packet> packets = new ArrayList<>();
        for (JsonNode packet : node.get("packets")) {
            List<Integer> missed = new ArrayList<>();
            packet.path("table_miss").forEach(table -> missed.add(table.asInt()));
            packets.add(new Packet(
                    packet.get("in").asText(),
                    Optional.ofNullable(packet.get("egress")).map(JsonNode::asText),
                    Optional.ofNullable(packet.get("packet_in")).map(JsonNode::asText),
                    missed));
        }
        return new SwitchTestCase(
                node.get("id").asText(), node.get("description").asText(), messages, packets);
    }
}
