package org.mirach.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.mirach.cli.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mirach flows}: the flow entries that are in the switches now. */
@Command(
        name = "flows",
        description = "Lists the flow entries of the switches, read from them now.",
        footer = {"", "Examples:", "  mirach flows", "  mirach flows --switch 0x1", "  mirach flows -o json"})
public final class FlowsCommand extends RestCommand {
    @Mixin
    SwitchChoice choice;

    @Override
    void run(RestClient client) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (String datapathId : choice.of(client)) {
            JsonNode answer = client.get("/v1/switches/" + datapathId + "/flows");
            all.set(datapathId, answer.has("flows") ? answer.path("flows") : answer);
        }
        options.print(all, () -> {
            Table table = new Table(
                    "DATAPATH",
                    "TABLE",
                    "PRIORITY",
                    "AGE",
                    "PACKETS",
                    "BYTES",
                    "IDLE",
                    "HARD",
                    "COOKIE",
                    "MATCH",
                    "ACTIONS");
            all.properties()
                    .forEach(entry -> entry.getValue()
                            .forEach(flow -> table.row(
                                    entry.getKey(),
                                    Json.cell(flow, "tableId"),
                                    Json.cell(flow, "priority"),
                                    "%.1fs"
                                            .formatted(
                                                    flow.path("durationSeconds").asDouble()),
                                    Json.cell(flow, "packets"),
                                    Json.cell(flow, "bytes"),
                                    timeout(flow.path("idleTimeout")),
                                    timeout(flow.path("hardTimeout")),
                                    Json.cell(flow, "cookie"),
                                    flow.path("match").asText("").isEmpty()
                                            ? "any"
                                            : flow.path("match").asText(),
                                    flow.path("actions").asText("").isEmpty()
                                            ? "drop"
                                            : flow.path("actions").asText())));
            return table.text();
        });
    }

    /** Seconds; 0 is never, in OpenFlow as here. */
    private static String timeout(JsonNode seconds) {
        return seconds.asInt(0) == 0 ? "-" : seconds.asText() + "s";
    }
}
