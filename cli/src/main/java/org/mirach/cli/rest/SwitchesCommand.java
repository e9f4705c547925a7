package org.mirach.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import org.mirach.cli.Table;
import picocli.CommandLine.Command;

/** {@code mirach switches}: every switch that is connected, and who its master is. */
@Command(
        name = "switches",
        description = "Lists the switches that are connected, and the controller that is master of each.",
        footer = {"", "Examples:", "  mirach switches", "  mirach switches -o json"})
public final class SwitchesCommand extends RestCommand {
    @Override
    void run(RestClient client) {
        JsonNode answer = client.get("/v1/switches");
        options.print(answer, () -> {
            Table table = new Table("DATAPATH", "ADDRESS", "MASTER", "ROLE", "PORTS", "CONNECTED SINCE", "DESCRIPTION");
            answer.path("switches")
                    .forEach(it -> table.row(
                            Json.cell(it, "datapathId"),
                            Json.cell(it, "address"),
                            Json.cell(it, "master"),
                            Json.cell(it, "role"),
                            Json.cell(it, "ports"),
                            Json.cell(it, "connectedSince"),
                            description(it.path("description"))));
            return table.text();
        });
    }

    private static String description(JsonNode description) {
        return (Json.cell(description, "hardware") + " " + Json.cell(description, "software") + " "
                        + Json.cell(description, "datapath"))
                .replace(" -", "");
    }
}
