package org.mirach.vswitch;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.mirach.vswitch.admin.CommandException;
import org.mirach.vswitch.admin.CommandTable;
import org.mirach.vswitch.admin.LogLevels;
import org.mirach.vswitch.slowpath.upcall.CachedFlow;

/**
 * What {@code ovs-appctl} and {@code mirach} can ask a switch: Open vSwitch's own names where it has them, {@code mirach/}
 * for the rest. The subjects are {@link TraceCommands}, {@link DatapathCommands}, {@link ConntrackCommands}, {@link FdbCommands}, {@link
 * DummyCommands}, {@link ObserveCommands} and {@link PortCommands}.
 *
 * <p><b>Threads:</b> each command runs on its client's thread and goes to the agent's for what the agent owns.
 */
final class SwitchCommands {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final VSwitch vswitch;

    private SwitchCommands(VSwitch vswitch) {
        this.vswitch = vswitch;
    }

    static void register(CommandTable table, VSwitch vswitch, ObserveCommands observe) {
        SwitchCommands commands = new SwitchCommands(vswitch);
        LogLevels.register(table);
        TraceCommands.register(table, vswitch);
        DatapathCommands.register(table, commands);
        ConntrackCommands.register(table, vswitch);
        FdbCommands.register(table, commands);
        DummyCommands.register(table, commands);
        observe.register(table, commands);
        PortCommands.register(table, commands);
        table.add("version", "", 0, 0, _ -> "mirach (vswitch) " + vswitch.version() + "\n");
        table.add("exit", "[--cleanup]", 0, 1, _ -> commands.exit());
        table.add("ofproto/list", "", 0, 0, _ -> commands.bridge() + "\n");
        table.add("ofproto/list-tunnels", "", 0, 0, _ -> ""); // no port is a tunnel yet
        table.add("revalidator/wait", "", 0, 0, _ -> commands.revalidatorWait());
        table.add("revalidator/purge", "", 0, 0, _ -> commands.revalidatorPurge());
        table.add("mirach/ports", "", 0, 0, _ -> commands.get(() -> DatapathReport.portsText(vswitch)));
        table.add("mirach/datapath", "", 0, 0, _ -> commands.get(() -> DatapathReport.json(vswitch)));
    }

    VSwitch vswitch() {
        return vswitch;
    }

    /** The bridge's name. */
    String bridge() {
        return vswitch.config().bridge().name();
    }

    private String exit() {
        Thread.ofPlatform().name("exit").start(vswitch::close);
        return "";
    }

    /** The first argument, if there is one, must name the bridge. */
    void requireBridge(List<String> arguments) throws CommandException {
        if (!arguments.isEmpty() && !arguments.getFirst().equals(bridge())) {
            throw new CommandException("no such bridge");
        }
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

    /** Until cached flows agree with the tables and have handed in their counters. */
    private String revalidatorWait() throws CommandException {
        vswitch.slowPath().pushStats(); // which may teach NORMAL an address
        wait(vswitch.slowPath().barrier());
        vswitch.slowPath().pushStats();
        return "";
    }

    /** Empties the cache; the counters are kept. */
    private String revalidatorPurge() throws CommandException {
        for (CachedFlow flow : vswitch.slowPath().registry().flows()) {
            vswitch.slowPath().registry().remove(flow);
        }
        return revalidatorWait();
    }

    /** What the agent thread says. */
    <T> T get(Supplier<T> question) throws CommandException {
        return wait(vswitch.onAgent(() -> CompletableFuture.completedFuture(question.get())));
    }

    static <T> T wait(CompletableFuture<T> answer) throws CommandException {
        try {
            return VSwitch.await(answer, PATIENCE);
        } catch (VSwitchException e) {
            throw new CommandException(e.getMessage());
        }
    }
}
