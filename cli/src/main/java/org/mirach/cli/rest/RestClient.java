package org.mirach.cli.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.mirach.cli.CliException;

/**
 * The controller's REST interface as this tool uses it.
 *
 * <p><b>Errors:</b> {@link CliException}: exit code 3 when nobody answers, 1 for every answer that is not 2xx, with the
 * server's own message and hint. <b>Threads:</b> any; calls block.
 */
public final class RestClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final Optional<String> token;
    private final HttpClient http;

    /**
     * A client of the server at {@code base}, for example {@code http://127.0.0.1:8181}.
     *
     * @param token what is sent as {@code Authorization: Bearer}; nothing when empty
     */
    public RestClient(URI base, Optional<String> token) {
        this.base = base;
        this.token = token;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /** One answer of the server. */
    public record Answer(JsonNode body, Optional<String> etag) {}

    public JsonNode get(String path) {
        return send("GET", path, Optional.empty(), Map.of()).body();
    }

    /** The answer with its ETag, for a later {@link #delete}. */
    public Answer fetch(String path) {
        return send("GET", path, Optional.empty(), Map.of());
    }

    public JsonNode post(String path, JsonNode body) {
        return send("POST", path, Optional.of(body), Map.of()).body();
    }

    /** Deletes what {@code etag} describes; refused by the server when it has changed since. */
    public void delete(String path, Optional<String> etag) {
        send(
                "DELETE",
                path,
                Optional.empty(),
                etag.map(tag -> Map.of("If-Match", tag)).orElse(Map.of()));
    }

    private Answer send(String method, String path, Optional<JsonNode> body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(ANSWER_TIMEOUT)
                .header("Accept", "application/json")
                .method(
                        method,
                        body.map(json -> BodyPublishers.ofString(json.toString()))
                                .orElse(BodyPublishers.noBody()));
        body.ifPresent(_ -> request.header("Content-Type", "application/json"));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        headers.forEach(request::header);
        HttpResponse<String> response = exchange(request.build());
        if (response.statusCode() / 100 != 2) {
            throw refusal(method, path, response);
        }
        return new Answer(parsed(path, response.body()), response.headers().firstValue("ETag"));
    }

    private HttpResponse<String> exchange(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            // The JDK's client leaves the message out when a connection is refused.
            String why = e.getMessage() == null ? "connection refused" : e.getMessage();
            throw CliException.unreachable(
                    "no answer from the controller at " + base + ": " + why,
                    "is it running (mirach up, mirach controller)? Another address: --url or MIRACH_URL");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted while waiting for " + base, "");
        }
    }

    private JsonNode parsed(String path, String body) {
        try {
            return body.isBlank() ? JSON.nullNode() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw CliException.failed(
                    base.resolve(path) + " did not answer in JSON: " + e.getOriginalMessage(),
                    "is this the controller's REST port?");
        }
    }

    private CliException refusal(String method, String path, HttpResponse<String> response) {
        String status = method + " " + base.resolve(path) + ": " + response.statusCode();
        try {
            JsonNode error = JSON.readTree(response.body()).path("error");
            if (error.path("message").isTextual()) {
                return CliException.failed(
                        error.path("message").asText() + " (" + response.statusCode() + " "
                                + error.path("code").asText() + ")",
                        error.path("hint").asText(""));
            }
        } catch (JsonProcessingException _) {
            // Not one of the controller's own errors; the status has to do.
        }
        String hint = response.statusCode() == 401 || response.statusCode() == 403
                ? "the token is in the controller's state directory: --token-file or MIRACH_STATE_DIR"
                : "is this the controller's REST port?";
        return CliException.failed(status, hint);
    }
}
