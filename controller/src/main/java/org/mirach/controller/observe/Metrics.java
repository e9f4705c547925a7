package org.mirach.controller.observe;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;

/**
 * The process's metrics, in Prometheus's text form.
 *
 * <p><b>Threads:</b> any; suppliers are asked when somebody scrapes.
 */
public final class Metrics {
    /** The media type of {@link #text()}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final Counter requests = Counter.builder()
            .name("mirach_rest_requests_total")
            .help("HTTP requests by method and status.")
            .labelNames("method", "status")
            .register(registry);

    /** With the JVM's memory and processor time only. */
    public Metrics() {
        gauge(
                "mirach_heap_used_bytes",
                "Java heap in use.",
                () -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        gauge(
                "mirach_uptime_seconds",
                "Seconds since the process started.",
                () -> java.lang.management.ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
    }

    /** A number that only grows; {@code name} ends in {@code _total}. */
    public void counter(String name, String help, LongSupplier value) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsLong()))
                .register(registry);
    }

    /** A number that comes and goes. */
    public void gauge(String name, String help, LongSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsLong()))
                .register(registry);
    }

    /** Counts one HTTP request. */
    public void request(String method, int status) {
        requests.labelValues(method, Integer.toString(status)).inc();
    }

    /** All of them now. */
    public String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(java.nio.charset.StandardCharsets.UTF_8);
    }
}
