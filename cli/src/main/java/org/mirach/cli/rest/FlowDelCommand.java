package org.mirach.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.mirach.cli.CliException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mirach flow del}. */
@Command(
        name = "del",
        description = "Deletes a static flow, by its name or its id.",
        footer = {"", "Examples:", "  mirach flow del web"})
public final class FlowDelCommand extends RestCommand {
    @Parameters(paramLabel = "NAME|ID", description = "The flow's name (as flow add gave it) or id.")
    String nameOrId;

    @Override
    void run(RestClient client) {
        String id = idOf(client);
        String path = "/v1/static-flows/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
        client.delete(path, client.fetch(path).etag());
        options.print(
                JsonNodeFactory.instance.objectNode().put("deleted", id),
                () -> "deleted " + nameOrId + (id.equals(nameOrId) ? "" : " (" + id + ")") + "\n");
    }

    private String idOf(RestClient client) {
        JsonNode flows = client.get("/v1/static-flows").path("staticFlows");
        List<String> ids = StreamSupport.stream(flows.spliterator(), false)
                .filter(flow -> flow.path("id").asText().equals(nameOrId)
                        || flow.path("name").asText().equals(nameOrId))
                .map(flow -> flow.path("id").asText())
                .toList();
        if (ids.size() > 1) {
            throw CliException.failed(
                    ids.size() + " static flows are named " + nameOrId + ": " + String.join(", ", ids),
                    "name one by its id");
        }
        if (ids.isEmpty()) {
            throw CliException.failed("no static flow is named " + nameOrId, "mirach flow list shows them");
        }
        return ids.getFirst();
    }
}
