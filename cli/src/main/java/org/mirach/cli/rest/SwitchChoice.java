package org.mirach.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.mirach.cli.CliException;
import picocli.CommandLine.Option;

/**
 * The option {@code --switch}.
 *
 * <p><b>Threads:</b> one; picocli fills it in.
 */
final class SwitchChoice {
    @Option(
            names = {"-s", "--switch"},
            paramLabel = "DATAPATH",
            description =
                    "Datapath id of a switch: 16 hex digits, leading zeros not needed (default: every switch that is"
                            + " connected).")
    Optional<String> datapathId = Optional.empty();

    /** The datapath ids that are meant, as 16 hex digits. */
    List<String> of(RestClient client) {
        return datapathId.map(id -> List.of(normal(id))).orElseGet(() -> connected(client));
    }

    /** The one datapath id that is meant; refused when none was named and more than one is connected. */
    String one(RestClient client) {
        List<String> all = of(client);
        if (all.size() != 1) {
            throw CliException.failed(
                    all.isEmpty()
                            ? "no switch is connected"
                            : all.size() + " switches are connected: " + String.join(", ", all),
                    "name one by its datapath id");
        }
        return all.getFirst();
    }

    private static List<String> connected(RestClient client) {
        JsonNode switches = client.get("/v1/switches").path("switches");
        return StreamSupport.stream(switches.spliterator(), false)
                .map(it -> it.path("datapathId").asText())
                .toList();
    }

    private static String normal(String id) {
        String digits = id.replace(":", "").replaceFirst("^0[xX]", "");
        if (!digits.matches("[0-9a-fA-F]{1,16}")) {
            throw CliException.failed("not a datapath id: " + id, "write 1 to 16 hex digits, as in 0000000000000001");
        }
        return "0".repeat(16 - digits.length()) + digits.toLowerCase(java.util.Locale.ROOT);
    }
}
