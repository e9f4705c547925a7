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
            Table table = new Table("NAME", "ID", "DATAPATH", "FLOW");
            answer.path("staticFlows")
                    .forEach(flow -> table.row(
                            Json.cell(flow, "name"),
                            Json.cell(flow, "id"),
                            Json.cell(flow, "datapathId"),
                            Json.cell(flow, "flow")));
            return table.text();
        });
    }
}
