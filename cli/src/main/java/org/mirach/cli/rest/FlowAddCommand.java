package org.mirach.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirach flow add}. */
@Command(
        name = "add",
        description = "Adds a static flow, written as ovs-ofctl writes it.",
        footer = {
            "",
            "Examples:",
            "  mirach flow add --name all 'actions=normal'",
            "  mirach flow add --name web 0x1 'table=0,priority=100,tcp,tcp_dst=80,actions=output:2'"
        })
public final class FlowAddCommand extends RestCommand {
    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What to call it, for flow del (default: one is made up).")
    Optional<String> name = Optional.empty();

    @Parameters(
            arity = "1..2",
            paramLabel = "[DATAPATH] FLOW",
            hideParamSyntax = true,
            description =
                    "The switch (not needed while only one is connected), and the flow in ovs-ofctl's words, ended by"
                            + " actions=...")
    List<String> words;

    @Override
    void run(RestClient client) {
        SwitchChoice choice = new SwitchChoice();
        choice.datapathId = words.size() == 2 ? Optional.of(words.getFirst()) : Optional.empty();
        String called = name.orElseGet(() -> "flow-" + HexFormat.of().toHexDigits(new Random().nextInt()));
        JsonNode body = JsonNodeFactory.instance
                .objectNode()
                .put("name", called)
                .put("datapathId", choice.one(client))
                .put("flow", words.getLast());
        JsonNode made = client.post("/v1/static-flows", body);
        options.print(
                made,
                () -> "added " + called + ", " + FlowListCommand.state(made) + "; to delete it: mirach flow del "
                        + called + "\n");
    }
}
