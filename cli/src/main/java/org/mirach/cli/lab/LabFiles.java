package org.mirach.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mirach.cli.Directories;

/** The files a lab keeps in its run directory: configurations, sockets, logs. Stateless; one thread for one plan. */
final class LabFiles {
    private LabFiles() {}

    /** Writes the configuration of both processes, in the words of conf/switch.yaml and conf/controller.yaml. */
    static void write(LabPlan plan) {
        try {
            Files.createDirectories(plan.directories().run());
            Files.writeString(plan.file("controller.yaml"), controller(plan));
            Files.writeString(plan.file("switch.yaml"), vswitch(plan));
        } catch (IOException e) {
            throw new LabException(
                    plan.directories().run() + ": cannot be written: " + e, "run as root, or set MIRACH_RUN_DIR");
        }
    }

    /** Removes everything a lab makes in its run directory, the logs too unless they are still wanted. */
    static void remove(LabPlan plan, boolean keepLogs) {
        List.of(
                        "controller.yaml",
                        "switch.yaml",
                        plan.bridge() + ".mgmt",
                        plan.bridge() + ".ctl",
                        "lab.json",
                        ".lab.json.new")
                .forEach(name -> delete(plan.file(name)));
        if (!keepLogs) {
            List.of("controller.log", "switch.log").forEach(name -> delete(plan.file(name)));
            Path run = plan.directories().run();
            try (var left = Files.list(run)) {
                if (left.findAny().isEmpty()) {
                    delete(run);
                }
            } catch (IOException _) {
                // Already gone.
            }
        }
    }

    private static String controller(LabPlan plan) {
        Directories directories = plan.directories();
        return """
                node-id: c1
                openflow:
                  listen: ["pssl:%d:127.0.0.1"]
                  tls: %s
                rest:
                  listen: "127.0.0.1:%d"
                  authentication: token
                  token-file: "%s"
                zookeeper:
                  connect: ""
                  data-dir: "%s"
                  client-port: %d
                """.formatted(
                        plan.openflowPort(),
                        tls(directories.pki(), "controller"),
                        plan.restPort(),
                        directories.token(),
                        directories.state().resolve("zookeeper"),
                        plan.zookeeperPort());
    }

    private static String vswitch(LabPlan plan) {
        StringBuilder ports = new StringBuilder();
        for (LabPlan.Host host : plan.hosts()) {
            ports.append("    - {name: v%d, device: %s, port-no: %d, type: afxdp}%n"
                    .formatted(host.portNo(), host.device(), host.portNo()));
        }
        return """
                run-dir: "%s"
                bridge:
                  name: %s
                  datapath-id: "0x0000000000000001"
                  fail-mode: secure
                  controllers: ["ssl:127.0.0.1:%d"]
                  max-backoff-ms: 1000
                  local-port: %s
                  ports:
                %stls: %s
                """.formatted(
                        plan.directories().run(),
                        plan.bridge(),
                        plan.openflowPort(),
                        plan.localPort(),
                        ports,
                        tls(plan.directories().pki(), "switch"));
    }

    private static String tls(Path pki, String stem) {
        return "{certificate: \"%s/%s.pem\", private-key: \"%s/%s.key\", ca-certificate: \"%s/ca.pem\"}"
                .formatted(pki, stem, pki, stem, pki);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // What cannot be removed is no reason to leave the rest.
        }
    }
}
