package org.mirach.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import org.mirach.cli.Table;
import picocli.CommandLine.Command;

/** {@code mirach flow list}. */
@Command(
        name = "list",
        description = "Lists the static flows.",
        footer = {"", "Examples:", "  mirach flow list", "  mirach flow list -o json"})
public final class FlowListCommand extends RestCommand {
    @Override
    void run(RestClient client) {
        JsonNode answer = client.get("/v1/static-flows");
        options.print(answer, () -> {
            Table table = new Table("NAME", "ID", "DATAPATH", "STATE", "FLOW");
            answer.path("staticFlows")
                    .forEach(flow -> table.row(
                            Json.cell(flow, "name"),
                            Json.cell(flow, "id"),
                            Json.cell(flow, "datapathId"),
                            state(flow),
                            Json.cell(flow, "flow")));
            return table.text();
        });
    }

    /** {@code installed}, {@code pending: why} or {@code refused: why}. */
    static String state(JsonNode flow) {
        String reason = flow.path("status").path("reason").asText("");
        return Json.cell(flow, "status", "state") + (reason.isEmpty() ? "" : ": " + reason);
    }
}
