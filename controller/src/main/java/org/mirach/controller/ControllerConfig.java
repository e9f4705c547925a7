package org.mirach.controller;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mirach.conf.Default;

/** The controller's configuration, as {@code conf/controller.yaml} shows it with comments. Immutable. */
public record ControllerConfig(
        @Default("c1") String nodeId, OpenFlow openflow, Rest rest, ZooKeeper zookeeper, Apps apps) {
    public ControllerConfig {
        if (!nodeId.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,62}")) {
            throw new IllegalArgumentException("node-id: up to 63 letters, digits, '.', '_' or '-': " + nodeId);
        }
    }

    /**
     * Where switches connect.
     *
     * @param listen {@code pssl:PORT[:ADDRESS]} or {@code ptcp:PORT[:ADDRESS]}
     */
    public record OpenFlow(
            @Default("[\"pssl:6653:127.0.0.1\"]") List<String> listen,
            Tls tls,
            @Default("5000") Duration echoInterval,
            @Default("10000") Duration handshakeTimeout,
            @Default("20000") int maxConnections) {
        public OpenFlow {
            if (maxConnections < 1) {
                throw new IllegalArgumentException("max-connections: at least 1: " + maxConnections);
            }
            if (listen.isEmpty()) {
                throw new IllegalArgumentException("listen: name at least one endpoint, as in pssl:6653:127.0.0.1");
            }
        }
    }

    /** PEM files. */
    public record Tls(
            @Default("${MIRACH_STATE_DIR:-/var/lib/mirach}/pki/controller.pem")
            Path certificate,

            @Default("${MIRACH_STATE_DIR:-/var/lib/mirach}/pki/controller.key")
            Path privateKey,

            @Default("${MIRACH_STATE_DIR:-/var/lib/mirach}/pki/ca.pem")
            Path caCertificate) {}

    /** Whether REST asks who calls. */
    public enum Authentication {
        /** A token in {@code Authorization: Bearer}. */
        TOKEN,
        /** Nobody is asked. */
        NONE
    }

    /** The REST interface; {@code listen} is {@code host:port}. */
    public record Rest(
            @Default("127.0.0.1:8181") String listen,
            @Default("token") Authentication authentication,

            @Default("${MIRACH_STATE_DIR:-/var/lib/mirach}/token")
            Path tokenFile) {
        public Rest {
            if (!listen.matches("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+):[0-9]{1,5}")) {
                throw new IllegalArgumentException("listen: write HOST:PORT, as in 127.0.0.1:8181: " + listen);
            }
        }

        String host() {
            String host = listen.substring(0, listen.lastIndexOf(':'));
            return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        }

        int port() {
            return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
        }
    }

    /** Where the store is; an empty {@code connect} runs a single node in this process. */
    public record ZooKeeper(
            @Default("\"\"") String connect,

            @Default("${MIRACH_STATE_DIR:-/var/lib/mirach}/zookeeper")
            Path dataDir,

            @Default("2181") int clientPort,
            @Default("4000") Duration sessionTimeout) {
        public ZooKeeper {
            if (sessionTimeout.toMillis() < 1000 || sessionTimeout.toMillis() > 120_000) {
                throw new IllegalArgumentException(
                        "session-timeout-ms: between 1000 and 120000: " + sessionTimeout.toMillis());
            }
            if (clientPort < 0 || clientPort > 65_535) {
                throw new IllegalArgumentException("client-port: 1 to 65535, or 0 for any free one: " + clientPort);
            }
        }

        Optional<String> ensemble() {
            return connect.isBlank() ? Optional.empty() : Optional.of(connect);
        }
    }

    /** Which applications run. */
    public record Apps(
            @Default("true") boolean learningSwitch,
            @Default("true") boolean linkDiscovery,
            @Default("true") boolean staticFlows) {}
}
