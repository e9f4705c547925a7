package org.mirach.cli.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.mirach.cli.CliException;
import org.mirach.cli.Directories;
import org.mirach.cli.pki.TokenFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * The options every command that asks the controller has in common.
 *
 * <p><b>Threads:</b> one; picocli fills it in.
 */
final class RestOptions {
    private static final String DEFAULT_URL = "http://127.0.0.1:8181";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    enum Format {
        TABLE,
        JSON
    }

    @Spec(Target.MIXEE)
    CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The controller's REST address (default: MIRACH_URL, then the running lab's, then "
                    + DEFAULT_URL + ").")
    Optional<URI> url = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the REST token (default: MIRACH_STATE_DIR/token).")
    Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "What to print: table or json (default: ${DEFAULT-VALUE}).")
    Format format;

    RestClient client() {
        Map<String, String> environment = System.getenv();
        Directories directories = Directories.of(environment);
        URI base = url.or(
                        () -> Optional.ofNullable(environment.get("MIRACH_URL")).map(URI::create))
                .or(() -> labUrl(directories.labFile()))
                .orElse(URI.create(DEFAULT_URL));
        if (base.getScheme() == null || base.getHost() == null) {
            throw CliException.failed("not a URL: " + base, "write it as http://HOST:PORT");
        }
        return new RestClient(base, token(directories));
    }

    /** Prints the answer as the user asked: pretty JSON, or what {@code text} makes of it. */
    void print(JsonNode answer, Supplier<String> text) {
        PrintWriter out = spec.commandLine().getOut();
        try {
            out.print(
                    format == Format.JSON
                            ? MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer) + "\n"
                            : text.get());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that was read cannot be written", e);
        }
        out.flush();
    }

    private Optional<String> token(Directories directories) {
        Path file = tokenFile.orElse(directories.token());
        if (tokenFile.isEmpty() && !Files.exists(file)) {
            return Optional.empty(); // The controller may ask for none; if it does, its 401 says where to find one.
        }
        try {
            return Optional.of(TokenFile.read(file));
        } catch (IOException e) {
            throw CliException.failed(
                    file + ": the token cannot be read: " + e, "name the file with --token-file, or run as its owner");
        }
    }

    private static Optional<URI> labUrl(Path labFile) {
        try {
            String text =
                    MAPPER.readTree(Files.readString(labFile)).path("restUrl").asText("");
            return text.isEmpty() ? Optional.empty() : Optional.of(URI.create(text));
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty(); // No lab here, or one that is just being written.
        }
    }
}
