package org.mirach.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import org.mirach.cli.Table;
import picocli.CommandLine.Command;

/** {@code mirach hosts}: the hosts that were heard from, and where. */
@Command(
        name = "hosts",
        description = "Lists the hosts that the controller has seen, and the port each is behind.",
        footer = {"", "Examples:", "  mirach hosts", "  mirach hosts -o json"})
public final class HostsCommand extends RestCommand {
    @Override
    void run(RestClient client) {
        JsonNode answer = client.get("/v1/hosts");
        options.print(answer, () -> {
            Table table = new Table("MAC", "ADDRESSES", "DATAPATH", "PORT", "VLAN", "LAST SEEN");
            answer.path("hosts")
                    .forEach(host -> table.row(
                            Json.cell(host, "mac"),
                            Json.cell(host, "addresses"),
                            Json.cell(host, "datapathId"),
                            Json.port(host, "portNo"),
                            host.path("vlan").asInt(0) == 0 ? "-" : Json.cell(host, "vlan"),
                            Json.cell(host, "lastSeen")));
            return table.text();
        });
    }
}
