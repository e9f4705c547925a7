package org.mirach.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import org.mirach.cli.Table;
import picocli.CommandLine.Command;

/** {@code mirach status}: the answering controller in a few lines. */
@Command(
        name = "status",
        description = "Shows the controller that answers: its node, the cluster, how many switches.",
        footer = {
            "",
            "Examples:",
            "  mirach status",
            "  mirach status -o json",
            "  mirach status --url http://10.0.0.5:8181"
        })
public final class StatusCommand extends RestCommand {
    @Override
    void run(RestClient client) {
        JsonNode status = client.get("/v1/status");
        options.print(status, () -> {
            Table table = new Table("WHAT", "VALUE");
            fill(table, "", status);
            return table.text();
        });
    }

    private static void fill(Table table, String prefix, JsonNode object) {
        object.properties().forEach(entry -> {
            String name = prefix + words(entry.getKey());
            if (entry.getValue().isObject()) {
                fill(table, name + " ", entry.getValue());
            } else {
                table.row(name, Json.cell(entry.getValue()));
            }
        });
    }

    /** {@code nodeId} as {@code node id}. */
    private static String words(String camelCase) {
        return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(java.util.Locale.ROOT);
    }
}
