package org.mirach.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import org.mirach.cli.Table;
import picocli.CommandLine.Command;

/** {@code mirach links}: the links between switches that LLDP found. */
@Command(
        name = "links",
        description = "Lists the links between switches that link discovery (LLDP) has found.",
        footer = {"", "Examples:", "  mirach links", "  mirach links -o json"})
public final class LinksCommand extends RestCommand {
    @Override
    void run(RestClient client) {
        JsonNode answer = client.get("/v1/links");
        options.print(answer, () -> {
            Table table = new Table("FROM", "PORT", "TO", "PORT", "LAST SEEN");
            answer.path("links")
                    .forEach(link -> table.row(
                            Json.cell(link, "from", "datapathId"),
                            Json.port(link, "from", "portNo"),
                            Json.cell(link, "to", "datapathId"),
                            Json.port(link, "to", "portNo"),
                            Json.cell(link, "lastSeen")));
            return table.text();
        });
    }
}
