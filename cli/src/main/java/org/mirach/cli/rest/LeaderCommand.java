package org.mirach.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import org.mirach.cli.Table;
import picocli.CommandLine.Command;

/** {@code mirach leader}: the members of the cluster and what each leads. */
@Command(
        name = "leader",
        description = "Lists the controllers of the cluster, and the switches each is master of.",
        footer = {"", "Examples:", "  mirach leader", "  mirach leader -o json"})
public final class LeaderCommand extends RestCommand {
    @Override
    void run(RestClient client) {
        JsonNode answer = client.get("/v1/cluster");
        options.print(answer, () -> {
            Table table = new Table("NODE", "REST", "OPENFLOW", "MASTER OF");
            answer.path("members")
                    .forEach(member -> table.row(
                            Json.cell(member, "nodeId"),
                            Json.cell(member, "restAddress"),
                            Json.cell(member, "openflowAddress"),
                            Json.cell(member, "masterOf")));
            return table.text();
        });
    }
}
