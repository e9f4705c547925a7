package org.mirach.vswitch;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mirach.vswitch.admin.CommandException;
import org.mirach.vswitch.admin.CommandTable;
import org.mirach.vswitch.flow.text.DatapathKeyParser;
import org.mirach.vswitch.flow.text.DatapathPorts;
import org.mirach.vswitch.flow.text.PacketComposer;
import org.mirach.vswitch.ports.PortDevice;
import org.mirach.vswitch.ports.memory.MemoryDevice;
import org.mirach.vswitch.slowpath.upcall.MissQueue;

/**
 * Ports in memory, whose wire is the control socket: {@code netdev-dummy/*}.
 *
 * <p><b>Threads:</b> see {@link SwitchCommands}.
 */
final class DummyCommands {
    private final SwitchCommands all;
    private final VSwitch vswitch;

    private DummyCommands(SwitchCommands all) {
        this.all = all;
        this.vswitch = all.vswitch();
    }

    static void register(CommandTable table, SwitchCommands all) {
        DummyCommands commands = new DummyCommands(all);
        table.add("netdev-dummy/receive", "name packet|flow...", 2, 64, commands::receive);
        table.add("netdev-dummy/sent", "name", 1, 1, commands::sent);
        table.add("netdev-dummy/settle", "", 0, 0, _ -> commands.settle());
        table.add("netdev-dummy/set-admin-state", "[netdev] up|down", 2, 2, commands::setAdminState);
    }

    private String receive(List<String> arguments) throws CommandException {
        MemoryDevice device = dummy(arguments.getFirst());
        List<byte[]> packets = new ArrayList<>();
        for (String packet : arguments.subList(1, arguments.size())) {
            packets.add(packet(packet));
        }
        for (byte[] packet : packets) {
            if (!device.inject(packet)) {
                throw new CommandException(arguments.getFirst() + ": too many packets wait");
            }
        }
        return "";
    }

    /** Bytes, or a flow that bytes are made of. */
    private static byte[] packet(String text) throws CommandException {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException _) {
            // Then it is a flow.
        }
        try {
            return PacketComposer.compose(DatapathKeyParser.parse(text, new DatapathPorts(Map.of())));
        } catch (IllegalArgumentException e) {
            throw new CommandException(text + ": bad packet or flow syntax (" + e.getMessage() + ")");
        }
    }

    private String sent(List<String> arguments) throws CommandException {
        return dummy(arguments.getFirst()).takeSent().stream()
                .map(packet -> HexFormat.of().formatHex(packet) + "\n")
                .collect(Collectors.joining());
    }

    /** Until all that was injected has been dealt with. */
    private String settle() throws CommandException {
        List<MemoryDevice> devices = all.get(() -> vswitch.ports().all().stream()
                .map(BridgePort::device)
                .filter(MemoryDevice.class::isInstance)
                .map(MemoryDevice.class::cast)
                .toList());
        MissQueue misses = vswitch.slowPath().misses();
        new DummySettling(devices, vswitch.engine()::submit, misses::offeredCount, misses::outstandingCount).await();
        return all.get(() -> ""); // behind what the agent was told meanwhile, packet-ins among it
    }

    private String setAdminState(List<String> arguments) throws CommandException {
        boolean up = switch (arguments.get(1)) {
            case "up" -> true;
            case "down" -> false;
            default -> throw new CommandException("Invalid Admin State");
        };
        dummy(arguments.getFirst()).setLinkUp(up);
        all.get(() -> {
            vswitch.ports().onDummyLink(arguments.getFirst(), up);
            return "";
        });
        return "OK\n";
    }

    private MemoryDevice dummy(String name) throws CommandException {
        PortDevice device = all.get(() -> {
                    BridgePort port = vswitch.ports().named(name);
                    return Optional.ofNullable(port == null ? null : port.device());
                })
                .orElse(null);
        if (device instanceof MemoryDevice memory) {
            return memory;
        }
        throw new CommandException("there is no dummy port " + name);
    }
}
