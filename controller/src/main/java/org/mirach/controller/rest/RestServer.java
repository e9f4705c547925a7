package org.mirach.controller.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import org.mirach.controller.observe.Metrics;
import org.mirach.controller.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST interface: which path is answered by what, and how errors look.
 *
 * <p><b>Threads:</b> a virtual thread per request.
 */
public final class RestServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);
    private static final long MAX_BODY_BYTES = 64 * 1024;
    private static final String JSON_TYPE = "application/json";
    /** Says nothing of this network: may be read without a token. */
    private static final Set<String> OPEN = Set.of("/v1/health", "/v1/docs", "/v1/openapi", "/v1/openapi.json");

    private final ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final RestBackend backend;
    private final Optional<TokenGuard> guard;
    private final Metrics metrics;
    private final Javalin javalin;

    private RestServer(RestBackend backend, Optional<TokenGuard> guard, Metrics metrics) {
        this.backend = backend;
        this.guard = guard;
        this.metrics = metrics;
        this.javalin = Javalin.create(this::configure);
    }

    /**
     * Listens.
     *
     * @param guard checks callers; empty lets everybody in
     * @throws IllegalArgumentException when the address is taken or not this machine's
     */
    public static RestServer start(
            String host, int port, Optional<TokenGuard> guard, RestBackend backend, Metrics metrics) {
        RestServer server = new RestServer(backend, guard, metrics);
        try {
            server.javalin.start(host, port);
        } catch (JavalinBindException e) {
            throw new IllegalArgumentException(
                    "REST cannot listen on " + host + ":" + port + ": " + e.getMessage() + "; give another rest.listen",
                    e);
        }
        return server;
    }

    /** The port, which matters when 0 was asked for. */
    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.maxRequestSize = MAX_BODY_BYTES;
        config.http.prefer405over404 = true;
        config.http.defaultContentType = JSON_TYPE;
        config.routes.before("/*", this::authenticate);
        config.routes.after("/*", ctx -> metrics.request(ctx.method().toString(), ctx.statusCode()));
        read(config);
        write(config);
        errors(config);
    }

    private void read(JavalinConfig config) {
        SwitchResource switches = backend.switches();
        config.routes.get("/v1/health", ctx -> answer(ctx, backend.health()));
        config.routes.get("/v1/status", ctx -> answer(ctx, backend.status()));
        config.routes.get("/v1/cluster", ctx -> answer(ctx, backend.cluster()));
        config.routes.get("/v1/switches", ctx -> answer(ctx, switches.list()));
        config.routes.get("/v1/switches/{datapathId}", ctx -> answer(ctx, switches.one(ctx.pathParam("datapathId"))));
        config.routes.get(
                "/v1/switches/{datapathId}/ports", ctx -> answer(ctx, switches.ports(ctx.pathParam("datapathId"))));
        config.routes.get(
                "/v1/switches/{datapathId}/flows", ctx -> answer(ctx, switches.flows(ctx.pathParam("datapathId"))));
        config.routes.get("/v1/links", ctx -> answer(ctx, backend.links()));
        config.routes.get("/v1/hosts", ctx -> answer(ctx, backend.hosts()));
        config.routes.get(
                "/metrics", ctx -> ctx.contentType(Metrics.CONTENT_TYPE).result(metrics.text()));
        byte[] openApi = resource("openapi.json");
        byte[] page = resource("docs.html");
        config.routes.get("/v1/openapi.json", ctx -> ctx.contentType(JSON_TYPE).result(openApi));
        config.routes.get(
                "/v1/docs", ctx -> ctx.contentType("text/html; charset=utf-8").result(page));
        config.routes.get("/v1/openapi", ctx -> ctx.redirect("/v1/docs"));
    }

    private void write(JavalinConfig config) {
        config.routes.get("/v1/static-flows", ctx -> answer(ctx, staticFlows().list()));
        config.routes.get(
                "/v1/static-flows/{id}", ctx -> answer(ctx, staticFlows().one(ctx.pathParam("id"))));
        config.routes.post("/v1/static-flows", ctx -> {
            Answers.StaticFlow made = staticFlows().create(body(ctx));
            ctx.status(201).header("Location", "/v1/static-flows/" + made.id());
            answer(ctx, made);
        });
        config.routes.put(
                "/v1/static-flows/{id}",
                ctx -> answer(ctx, staticFlows().replace(ctx.pathParam("id"), ctx.header("If-Match"), body(ctx))));
        config.routes.delete("/v1/static-flows/{id}", ctx -> {
            staticFlows().delete(ctx.pathParam("id"), ctx.header("If-Match"));
            ctx.status(204);
        });
    }

    private void errors(JavalinConfig config) {
        config.routes.exception(ApiException.class, (e, ctx) -> fail(ctx, e));
        config.routes.exception(
                StoreException.class,
                (e, ctx) -> fail(
                        ctx,
                        ApiException.unavailable(
                                String.valueOf(e.getMessage()),
                                "what is read from switches still works; GET /v1/status shows ZooKeeper's state")));
        config.routes.exception(HttpResponseException.class, (e, ctx) -> fail(ctx, RestServer.ofJavalin(e, ctx)));
        config.routes.exception(Exception.class, (e, ctx) -> {
            LOG.error("{} {}: failed", ctx.method(), ctx.path(), e);
            fail(ctx, 500, "internal", "the controller failed on this request", "its log says why");
        });
    }

    /** What Javalin itself refuses, in our shape. */
    private static ApiException ofJavalin(HttpResponseException e, Context ctx) {
        return switch (e.getStatus()) {
            case 404 -> ApiException.notFound("no " + ctx.path(), "GET /v1/openapi.json lists all paths");
            case 405 ->
                ApiException.methodNotAllowed(
                        "no " + ctx.method() + " of " + ctx.path(), "GET /v1/openapi.json says what each path takes");
            case 413 -> ApiException.tooLarge("the body is larger than " + MAX_BODY_BYTES + " bytes", "send less");
            default ->
                ApiException.badRequest(
                        String.valueOf(e.getMessage()), "GET /v1/openapi.json says what each path takes");
        };
    }

    private void authenticate(Context ctx) {
        if (!OPEN.contains(ctx.path())) {
            guard.ifPresent(token -> token.check(ctx.header("Authorization")));
        }
    }

    private StaticFlowResource staticFlows() {
        return backend.staticFlows()
                .orElseThrow(() -> ApiException.unavailable(
                        "this controller runs without static flows", "set apps.static-flows: true and start it again"));
    }

    private Answers.StaticFlowBody body(Context ctx) {
        byte[] bytes;
        try {
            bytes = ctx.bodyAsBytes();
        } catch (HttpResponseException e) {
            throw ApiException.tooLarge("the body is larger than " + MAX_BODY_BYTES + " bytes", "send one static flow");
        }
        try {
            Answers.StaticFlowBody body = json.readValue(bytes, Answers.StaticFlowBody.class);
            if (body != null) {
                return body;
            }
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("the body can't be read: " + e.getOriginalMessage(), bodyHint());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw ApiException.badRequest("the body is null", bodyHint());
    }

    private static String bodyHint() {
        return "send a JSON object with the keys name, datapathId and flow, all text";
    }

    private void answer(Context ctx, Object value) {
        if (value instanceof Answers.StaticFlow flow) {
            ctx.header("ETag", flow.etag());
        }
        ctx.contentType(JSON_TYPE).header("Cache-Control", "no-store").result(bytes(value));
    }

    private void fail(Context ctx, ApiException e) {
        if (e.status() == 401) {
            ctx.header("WWW-Authenticate", "Bearer");
        }
        fail(ctx, e.status(), e.code(), e.getMessage(), e.hint());
    }

    private void fail(Context ctx, int status, String code, String message, String hint) {
        ctx.status(status)
                .contentType(JSON_TYPE)
                .result(bytes(new Answers.Failure(new Answers.ErrorBody(code, message, hint))));
    }

    private byte[] bytes(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass() + " as JSON", e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = RestServer.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
