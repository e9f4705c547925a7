package org.mirach.cli.unixctl;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mirach.cli.Directories;
import org.mirach.cli.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands under {@code mirach port}. */
final class PortCommands {
    private PortCommands() {}

    /** A command that is one call to the switch, and prints the answer. */
    abstract static class ControlCommand implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Option(
                names = "--bridge",
                paramLabel = "NAME",
                defaultValue = "br0",
                description = "Which bridge (default: ${DEFAULT-VALUE}).")
        String bridge;

        final int call(String method, String... parameters) {
            var socket = Directories.of(System.getenv()).run().resolve(bridge + ".ctl");
            String text = UnixctlClient.call(socket, method, parameters);
            PrintWriter out = spec.commandLine().getOut();
            out.print(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
            out.flush();
            return ExitCode.OK;
        }
    }

    @Command(
            name = "add",
            description = "Adds a network device as a port.",
            footer = {"", "Examples:", "  mirach port add eth1", "  mirach port add veth7 --type afpacket --port-no 7"})
    static final class Add extends ControlCommand {
        @Parameters(paramLabel = "DEVICE", description = "The network device, which is the port's name too.")
        String device;

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                description = "How to reach it: afxdp, afpacket or tap (default: afxdp, or what works).")
        Optional<String> type = Optional.empty();

        @Option(names = "--port-no", paramLabel = "N", description = "Its OpenFlow port number (default: the next).")
        Optional<Integer> portNo = Optional.empty();

        @Option(
                names = "--xdp-mode",
                paramLabel = "MODE",
                description = "best-effort, native or generic (default: best-effort).")
        Optional<String> xdpMode = Optional.empty();

        @Override
        public Integer call() {
            List<String> parameters = new ArrayList<>(List.of(device));
            type.ifPresent(value -> parameters.add("type=" + value));
            portNo.ifPresent(value -> parameters.add("port-no=" + value));
            xdpMode.ifPresent(value -> parameters.add("xdp-mode=" + value));
            return call("mirach/add-port", parameters.toArray(String[]::new));
        }
    }

    @Command(
            name = "del",
            description = "Takes a port away from the switch; its device stays.",
            footer = {"", "Examples:", "  mirach port del eth1"})
    static final class Del extends ControlCommand {
        @Parameters(paramLabel = "NAME", description = "The port's name.")
        String name;

        @Override
        public Integer call() {
            return call("mirach/del-port", name);
        }
    }

    @Command(
            name = "list",
            description = "Lists the ports, with the XDP mode each got and why.",
            footer = {"", "Examples:", "  mirach port list"})
    static final class Show extends ControlCommand {
        @Override
        public Integer call() {
            return call("mirach/ports");
        }
    }
}
