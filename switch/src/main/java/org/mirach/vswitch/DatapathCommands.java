package org.mirach.vswitch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.text.FlowText;
import org.mirach.openflow.text.SyntaxException;
import org.mirach.vswitch.admin.CommandException;
import org.mirach.vswitch.admin.CommandTable;
import org.mirach.vswitch.agent.handler.PortTraffic;
import org.mirach.vswitch.fastpath.EngineStats;
import org.mirach.vswitch.flow.text.DatapathPorts;
import org.mirach.vswitch.pipeline.match.MatchCompiler;
import org.mirach.vswitch.ports.PortDevice;
import org.mirach.vswitch.slowpath.upcall.CachedFlow;

/**
 * The fast path and what it caches: {@code dpctl/*}, {@code dpif/*}.
 *
 * <p><b>Threads:</b> see {@link SwitchCommands}.
 */
final class DatapathCommands {
    /** Type and name. */
    static final String NAME = TraceCommands.DATAPATH + "@ovs-" + TraceCommands.DATAPATH;

    private final SwitchCommands all;
    private final VSwitch vswitch;

    private DatapathCommands(SwitchCommands all) {
        this.all = all;
        this.vswitch = all.vswitch();
    }

    static void register(CommandTable table, SwitchCommands all) {
        DatapathCommands commands = new DatapathCommands(all);
        table.add(
                "dpctl/dump-flows",
                "[-m] [--names] [dp] [filter=..] [type=..] [pmd=..]",
                0,
                6,
                arguments -> commands.dumpFlows(arguments));
        table.add("dpif/dump-flows", "[-m] [--names | --no-names] bridge", 1, 3, commands::dumpBridgeFlows);
        table.add("dpctl/dump-dps", "", 0, 0, _ -> NAME + "\n");
        table.add("dpif/dump-dps", "", 0, 0, _ -> NAME + "\n");
        table.add("dpctl/show", "[-s] [dp...]", 0, 2, commands::show);
        table.add("dpif/show", "", 0, 0, _ -> all.get(commands::showBridges));
    }

    /** The datapath may be called by its name, with or without its type. */
    static void requireDatapath(String name) throws CommandException {
        if (!isDatapath(name)) {
            throw invalid("datapath not found");
        }
    }

    static boolean isDatapath(String word) {
        return word.equals(NAME) || word.equals(NAME.substring(NAME.indexOf('@') + 1));
    }

    /** An argument that makes no sense, in the form of dpctl. */
    static CommandException invalid(String what) {
        return new CommandException("mirach: " + what + " (Invalid argument)\n");
    }

    private String dumpFlows(List<String> arguments) throws CommandException {
        boolean more = false;
        boolean names = false;
        Match filter = Match.ANY;
        boolean shown = true;
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            switch (argument) {
                case "-m", "--more" -> more = true;
                case "--names" -> names = true;
                case "--no-names" -> names = false;
                case String s when s.startsWith("filter=") -> filter = filter(value);
                case String s when s.startsWith("type=") -> shown = value.contains("ovs") || value.equals("all");
                case String s when s.startsWith("pmd=") -> {}
                case String s when s.startsWith("-") -> throw new CommandException("mirach: unknown option " + s);
                default -> requireDatapath(argument);
            }
        }
        return shown ? dump(more, names || more, ", ", filter) : "";
    }

    private static Match filter(String text) throws CommandException {
        try {
            Match match = FlowText.parseMatch(text);
            if (MatchCompiler.check(match) == null) {
                return match;
            }
            throw invalid("Failed to parse filter (" + text + ")");
        } catch (SyntaxException e) {
            throw invalid("Failed to parse filter (" + e.getMessage() + ")");
        }
    }

    private String dumpBridgeFlows(List<String> arguments) throws CommandException {
        boolean more = false;
        Boolean names = null;
        for (String option : arguments.subList(0, arguments.size() - 1)) {
            switch (option) {
                case "-m" -> more = true;
                case "--names" -> names = true;
                case "--no-names" -> names = false;
                default -> throw new CommandException("no such bridge");
            }
        }
        all.requireBridge(arguments.subList(arguments.size() - 1, arguments.size()));
        return dump(more, names == null ? more : names, " ", Match.ANY);
    }

    private String dump(boolean more, boolean names, String separator, Match filter) {
        DatapathPorts ports = TraceCommands.ports(vswitch);
        IntFunction<String> words = names ? ports::name : ports::number;
        CachedFlowText text = new CachedFlowText(vswitch.engine().flowCounters(), words, more, separator);
        FlowSieve sieve = new FlowSieve(filter);
        long nowNs = System.nanoTime();
        StringBuilder out = new StringBuilder();
        for (CachedFlow flow : vswitch.slowPath().registry().flows()) {
            if (sieve.admits(flow)) {
                out.append(text.of(flow, nowNs)).append('\n');
            }
        }
        return out.toString();
    }

    private String show(List<String> arguments) throws CommandException {
        boolean statistics = false;
        for (String argument : arguments) {
            if (argument.equals("-s") || argument.equals("--statistics")) {
                statistics = true;
            } else {
                requireDatapath(argument);
            }
        }
        boolean counted = statistics;
        return all.get(() -> showDatapath(counted));
    }

    private String showDatapath(boolean statistics) {
        EngineStats stats = vswitch.engine().stats();
        StringBuilder out = new StringBuilder(NAME).append(":\n");
        long hits = stats.frontHits() + stats.maskedHits();
        out.append("  lookups: hit:%d missed:%d lost:%d%n"
                .formatted(hits, stats.misses(), vswitch.slowPath().misses().refusedCount()));
        out.append("  flows: %d%n".formatted(stats.flows()));
        long packets = hits + stats.misses();
        out.append("  masks: hit:%d total:%d hit/pkt:%.2f%n"
                .formatted(stats.masksTried(), stats.masks(), packets == 0 ? 0 : 1.0 * stats.masksTried() / packets));
        for (BridgePort port : portsByNumber()) {
            String number = new DatapathPorts(Map.of()).number(port.portNo());
            out.append("  port %s: %s (%s)%n".formatted(number, port.config().name(), type(port)));
            if (statistics) {
                out.append(traffic(vswitch.ports().traffic(port.portNo())));
            }
        }
        return out.toString();
    }

    private static String traffic(PortTraffic traffic) {
        return """
                RX packets:%d errors:0 dropped:%d overruns:0 frame:0
                TX packets:%d errors:0 dropped:%d aborted:0 carrier:0
                collisions:0
                RX bytes:%d%s  TX bytes:%d%s
            """.formatted(
                        traffic.rxPackets(),
                        traffic.rxDropped(),
                        traffic.txPackets(),
                        traffic.txDropped(),
                        traffic.rxBytes(),
                        human(traffic.rxBytes()),
                        traffic.txBytes(),
                        human(traffic.txBytes()));
    }

    /** What dpctl adds to a number of bytes that is long to read. */
    private static String human(long bytes) {
        String[] units = {"KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        String unit = null;
        for (int i = 0; i < units.length && value >= 1024; i++) {
            value /= 1024;
            unit = units[i];
        }
        return unit == null ? "" : " (%.1f %s)".formatted(value, unit);
    }

    private String showBridges() {
        EngineStats stats = vswitch.engine().stats();
        StringBuilder out = new StringBuilder(
                "%s: hit:%d missed:%d%n".formatted(NAME, stats.frontHits() + stats.maskedHits(), stats.misses()));
        out.append("  ").append(all.bridge()).append(":\n");
        DatapathPorts words = new DatapathPorts(Map.of());
        List<BridgePort> ports = new ArrayList<>(vswitch.ports().all());
        ports.sort(Comparator.comparing(port -> port.config().name()));
        for (BridgePort port : ports) {
            int number = port.portNo() == PortNo.LOCAL ? 65534 : port.portNo();
            out.append("    %s %d/%s: (%s)%n"
                    .formatted(port.config().name(), number, words.number(port.portNo()), type(port)));
        }
        return out.toString();
    }

    private List<BridgePort> portsByNumber() {
        List<BridgePort> ports = new ArrayList<>(vswitch.ports().all());
        ports.sort(Comparator.comparingInt(port -> port.portNo() == PortNo.LOCAL ? 0 : port.portNo()));
        return ports;
    }

    private static String type(BridgePort port) {
        PortDevice device = port.device();
        return device == null ? port.config().type().word() : device.type();
    }
}
