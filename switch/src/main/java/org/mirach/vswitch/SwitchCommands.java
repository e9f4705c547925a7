package org.mirach.vswitch;

import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.text.FlowText;
import org.mirach.openflow.text.SyntaxException;
import org.mirach.vswitch.admin.CommandException;
import org.mirach.vswitch.admin.CommandTable;
import org.mirach.vswitch.admin.LogLevels;
import org.mirach.vswitch.config.PortConfig;
import org.mirach.vswitch.config.PortType;
import org.mirach.vswitch.config.XdpAttachMode;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.ports.PortDevice;
import org.mirach.vswitch.ports.memory.MemoryDevice;
import org.mirach.vswitch.slowpath.translate.MacTable;
import org.mirach.vswitch.slowpath.translate.TraceFormat;
import org.mirach.vswitch.slowpath.upcall.MissQueue;

/**
 * What {@code ovs-appctl} and {@code mirach} can ask a switch: Open vSwitch's own names where it has them, {@code mirach/}
 * for the rest.
 *
 * <p><b>Threads:</b> each command runs on its client's thread and goes to the agent's for what the agent owns.
 */
final class SwitchCommands {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final VSwitch vswitch;

    private SwitchCommands(VSwitch vswitch) {
        this.vswitch = vswitch;
    }

    static void register(CommandTable table, VSwitch vswitch) {
        SwitchCommands commands = new SwitchCommands(vswitch);
        LogLevels.register(table);
        table.add("version", "", 0, 0, _ -> "mirach (vswitch) " + vswitch.version() + "\n");
        table.add("exit", "", 0, 1, _ -> commands.exit());
        table.add("ofproto/trace", "bridge flow", 2, 2, commands::trace);
        table.add("fdb/show", "bridge", 1, 1, arguments -> commands.fdbShow(arguments));
        table.add("fdb/flush", "[bridge]", 0, 1, arguments -> commands.fdbFlush(arguments));
        table.add("revalidator/wait", "", 0, 0, _ -> commands.revalidatorWait());
        table.add("dpctl/dump-flows", "[dp]", 0, 1, _ -> commands.dumpFlows());
        table.add(
                "mirach/add-port",
                "name [type=afxdp] [device=NAME] [port-no=N] [xdp-mode=MODE]",
                1,
                5,
                commands::addPort);
        table.add("mirach/del-port", "name", 1, 1, commands::delPort);
        table.add("mirach/ports", "", 0, 0, _ -> commands.get(() -> DatapathReport.portsText(vswitch)));
        table.add("mirach/datapath", "", 0, 0, _ -> commands.get(() -> DatapathReport.json(vswitch)));
        table.add("netdev-dummy/receive", "name packet...", 2, 64, commands::receive);
        table.add("netdev-dummy/sent", "name", 1, 1, commands::sent);
        table.add("netdev-dummy/settle", "", 0, 0, _ -> commands.settle());
        table.add("netdev-dummy/set-admin-state", "[netdev] up|down", 2, 2, commands::setAdminState);
    }

    private String exit() {
        Thread.ofPlatform().name("exit").start(vswitch::close);
        return "";
    }

    private void requireBridge(List<String> arguments) throws CommandException {
        if (!arguments.isEmpty()
                && !arguments.getFirst().equals(vswitch.config().bridge().name())) {
            throw new CommandException("no such bridge");
        }
    }

    /** What the pipeline does with a packet, step by step. */
    private String trace(List<String> arguments) throws CommandException {
        requireBridge(arguments.subList(0, 1));
        Match packet;
        try {
            packet = FlowText.parseMatch(arguments.get(1));
        } catch (SyntaxException e) {
            throw new CommandException(e.getMessage());
        }
        FlowKey key = TraceFormat.key(packet);
        if (key == null) {
            throw new CommandException(arguments.get(1) + ": this switch does not have one of these fields");
        }
        return TraceFormat.trace(
                arguments.getFirst(), vswitch.pipeline(), vswitch.slowPath().translator(), packet, key);
    }

    private String fdbShow(List<String> arguments) throws CommandException {
        requireBridge(arguments);
        StringBuilder text = new StringBuilder(" port  VLAN  MAC                Age\n");
        long nowNs = System.nanoTime();
        for (MacTable.Entry entry : vswitch.slowPath().macTable().entries()) {
            String port = entry.portNo() == PortNo.LOCAL ? "LOCAL" : Integer.toString(entry.portNo());
            text.append("%5s  %4d  %s  %3d%n"
                    .formatted(
                            port,
                            entry.vlanVid(),
                            mac(entry.ethAddr()),
                            Duration.ofNanos(nowNs - entry.seenNs()).toSeconds()));
        }
        return text.toString();
    }

    static String mac(long address) {
        return HexFormat.ofDelimiter(":").formatHex(new byte[] {
            (byte) (address >>> 40),
            (byte) (address >>> 32),
            (byte) (address >>> 24),
            (byte) (address >>> 16),
            (byte) (address >>> 8),
            (byte) address
        });
    }

    private String fdbFlush(List<String> arguments) throws CommandException {
        requireBridge(arguments);
        vswitch.slowPath().macTable().flush();
        return "table successfully flushed\n";
    }

    /** Until cached flows agree with the tables and have handed in their counters. */
    private String revalidatorWait() throws CommandException {
        vswitch.slowPath().pushStats(); // which may teach NORMAL an address
        wait(vswitch.slowPath().barrier());
        vswitch.slowPath().pushStats();
        return "";
    }

    private String dumpFlows() {
        return vswitch.slowPath().registry().flows().stream()
                .map(flow -> CachedFlowText.of(flow, vswitch.engine().flowCounters(), System.nanoTime()) + "\n")
                .collect(Collectors.joining());
    }

    private String addPort(List<String> arguments) throws CommandException {
        Optional<String> device = Optional.empty();
        int portNo = 0;
        PortType type = PortType.AFXDP;
        XdpAttachMode mode = XdpAttachMode.BEST_EFFORT;
        try {
            for (String argument : arguments.subList(1, arguments.size())) {
                String value = argument.substring(argument.indexOf('=') + 1);
                switch (argument.substring(0, Math.max(0, argument.indexOf('=')))) {
                    case "device" -> device = Optional.of(value);
                    case "port-no" -> portNo = Integer.parseInt(value);
                    case "type" -> type = word(PortType.class, value);
                    case "xdp-mode" -> mode = word(XdpAttachMode.class, value);
                    default ->
                        throw new CommandException(
                                "\"" + argument + "\": type=, device=, port-no= or xdp-mode= " + "is expected");
                }
            }
            PortConfig config = new PortConfig(arguments.getFirst(), device, portNo, type, mode);
            int number = wait(vswitch.onAgent(() -> vswitch.ports().add(config, false)));
            return "port " + config.name() + " is number " + number + "\n";
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static <E extends Enum<E>> E word(Class<E> type, String word) throws CommandException {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
                return constant;
            }
        }
        throw new CommandException("\"" + word + "\": expected one of "
                + Arrays.toString(type.getEnumConstants())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-'));
    }

    private String delPort(List<String> arguments) throws CommandException {
        int number = wait(vswitch.onAgent(() -> vswitch.ports().remove(arguments.getFirst())));
        return "port " + arguments.getFirst() + ", number " + number + ", is removed\n";
    }

    private String receive(List<String> arguments) throws CommandException {
        MemoryDevice device = dummy(arguments.getFirst());
        for (String hex : arguments.subList(1, arguments.size())) {
            byte[] packet;
            try {
                packet = HexFormat.of().parseHex(hex);
            } catch (IllegalArgumentException e) {
                throw new CommandException(hex + ": a packet is given as hexadecimal digits");
            }
            if (!device.inject(packet)) {
                throw new CommandException(arguments.getFirst() + ": too many packets wait");
            }
        }
        return "";
    }

    private String sent(List<String> arguments) throws CommandException {
        return dummy(arguments.getFirst()).takeSent().stream()
                .map(packet -> HexFormat.of().formatHex(packet) + "\n")
                .collect(Collectors.joining());
    }

    /** Until all that was injected has been dealt with. */
    private String settle() throws CommandException {
        List<MemoryDevice> devices = get(() -> vswitch.ports().all().stream()
                .map(BridgePort::device)
                .filter(MemoryDevice.class::isInstance)
                .map(MemoryDevice.class::cast)
                .toList());
        MissQueue misses = vswitch.slowPath().misses();
        new DummySettling(devices, vswitch.engine()::submit, misses::offeredCount, misses::outstandingCount).await();
        return "";
    }

    private String setAdminState(List<String> arguments) throws CommandException {
        boolean up = switch (arguments.get(1)) {
            case "up" -> true;
            case "down" -> false;
            default -> throw new CommandException("Invalid Admin State");
        };
        dummy(arguments.getFirst()).setLinkUp(up);
        get(() -> {
            vswitch.ports().onDummyLink(arguments.getFirst(), up);
            return "";
        });
        return "OK\n";
    }

    private MemoryDevice dummy(String name) throws CommandException {
        PortDevice device = get(() -> {
                    BridgePort port = vswitch.ports().named(name);
                    return Optional.ofNullable(port == null ? null : port.device());
                })
                .orElse(null);
        if (device instanceof MemoryDevice memory) {
            return memory;
        }
        throw new CommandException("there is no dummy port " + name);
    }

    /** What the agent thread says. */
    private <T> T get(Supplier<T> question) throws CommandException {
        return wait(vswitch.onAgent(() -> CompletableFuture.completedFuture(question.get())));
    }

    private static <T> T wait(CompletableFuture<T> answer) throws CommandException {
        try {
            return VSwitch.await(answer, PATIENCE);
        } catch (VSwitchException e) {
            throw new CommandException(e.getMessage());
        }
    }
}
