package org.mirach.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;
import org.mirach.cli.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mirach ports}: the ports of one switch or of all. */
@Command(
        name = "ports",
        description = "Lists the ports of the switches, with their counters.",
        footer = {"", "Examples:", "  mirach ports", "  mirach ports --switch 0x1", "  mirach ports -o json"})
public final class PortsCommand extends RestCommand {
    @Mixin
    SwitchChoice choice;

    @Override
    void run(RestClient client) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (String datapathId : choice.of(client)) {
            JsonNode answer = client.get("/v1/switches/" + datapathId + "/ports");
            all.set(datapathId, answer.has("ports") ? answer.path("ports") : answer);
        }
        options.print(all, () -> {
            Table table = new Table(
                    "DATAPATH",
                    "PORT",
                    "NAME",
                    "MAC",
                    "STATE",
                    "RX PACKETS",
                    "RX BYTES",
                    "TX PACKETS",
                    "TX BYTES",
                    "DROPPED");
            all.properties()
                    .forEach(entry -> entry.getValue()
                            .forEach(port -> table.row(
                                    entry.getKey(),
                                    Json.port(port, "portNo"),
                                    Json.cell(port, "name"),
                                    Json.cell(port, "hwAddr"),
                                    state(port),
                                    Json.cell(port, "rxPackets"),
                                    Json.cell(port, "rxBytes"),
                                    Json.cell(port, "txPackets"),
                                    Json.cell(port, "txBytes"),
                                    Json.cell(port, "rxDropped"))));
            return table.text();
        });
    }

    /** {@code up}, or what keeps it from being so. */
    private static String state(JsonNode port) {
        Set<String> words = new TreeSet<>();
        port.path("config").forEach(word -> words.add(word.asText()));
        port.path("state").forEach(word -> words.add(word.asText()));
        words.remove("live");
        return words.isEmpty() ? "up" : String.join(",", words);
    }
}
