package org.mirach.vswitch;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.mirach.openflow.text.FlowText;
import org.mirach.vswitch.admin.CommandException;
import org.mirach.vswitch.admin.CommandTable;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.slowpath.translate.MacTable;

/**
 * What NORMAL learned: {@code fdb/*}.
 *
 * <p><b>Threads:</b> see {@link SwitchCommands}.
 */
final class FdbCommands {
    private final SwitchCommands all;
    private final MacTable table;

    private FdbCommands(SwitchCommands all) {
        this.all = all;
        this.table = all.vswitch().slowPath().macTable();
    }

    static void register(CommandTable table, SwitchCommands all) {
        FdbCommands commands = new FdbCommands(all);
        table.add("fdb/show", "bridge", 1, 1, commands::show);
        table.add("fdb/flush", "[bridge]", 0, 1, commands::flush);
        table.add("fdb/add", "bridge port vlan mac", 4, 4, commands::add);
        table.add("fdb/del", "bridge vlan mac", 3, 3, commands::delete);
        table.add("fdb/stats-show", "bridge", 1, 1, commands::showStatistics);
        table.add("fdb/stats-clear", "[bridge]", 0, 1, commands::clearStatistics);
    }

    private String show(List<String> arguments) throws CommandException {
        all.requireBridge(arguments);
        StringBuilder text = new StringBuilder(" port  VLAN  MAC                Age\n");
        long nowNs = System.nanoTime();
        List<MacTable.Entry> entries = table.entries();
        entries.sort(Comparator.comparing(MacTable.Entry::fixed)
                .thenComparingLong(entry -> entry.fixed() ? entry.ethAddr() : entry.seenNs() - nowNs));
        for (MacTable.Entry entry : entries) {
            String age =
                    "%3d".formatted(Duration.ofNanos(nowNs - entry.seenNs()).toSeconds());
            text.append("%5s  %4d  %s  %s%n"
                    .formatted(
                            FlowText.formatPort(entry.portNo()),
                            entry.vlanVid(),
                            SwitchCommands.mac(entry.ethAddr()),
                            entry.fixed() ? "static" : age));
        }
        return text.toString();
    }

    private String flush(List<String> arguments) throws CommandException {
        all.requireBridge(arguments);
        table.flush();
        return "table successfully flushed\n";
    }

    private String add(List<String> arguments) throws CommandException {
        all.requireBridge(arguments);
        long ethAddr = address(arguments.get(3));
        OfPort port = null;
        for (OfPort each : all.vswitch().pipeline().ports().snapshot().all()) {
            port = each.name().equals(arguments.get(1)) ? each : port;
        }
        if (port == null) {
            throw new CommandException("software error, odp port is present but no ofp port");
        }
        MacTable.Entry old = table.fix(vlan(arguments.get(2)), ethAddr, port.portNo());
        return old == null || old.fixed() && old.portNo() == port.portNo()
                ? ""
                : "Overriding already existing %s entry on %s\n"
                        .formatted(old.fixed() ? "static" : "dynamic", FlowText.formatPort(old.portNo()));
    }

    private String delete(List<String> arguments) throws CommandException {
        all.requireBridge(arguments);
        if (!table.unfix(vlan(arguments.get(1)), address(arguments.get(2)))) {
            throw new CommandException("could not find static mac entry\n");
        }
        return "";
    }

    private static int vlan(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) & 0xffff : 0;
    }

    private static long address(String text) throws CommandException {
        if (!text.matches("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}")) {
            throw new CommandException("bad MAC address");
        }
        long address = 0;
        for (String octet : text.split(":")) {
            address = address << 8 | Integer.parseInt(octet, 16);
        }
        return address;
    }

    private String showStatistics(List<String> arguments) throws CommandException {
        all.requireBridge(arguments);
        MacTable.Statistics statistics = table.statistics();
        List<MacTable.Entry> entries = table.entries();
        return """
                Statistics for bridge "%s":
                  Current/maximum MAC entries in the table: %d/%d
                  Current static MAC entries in the table : %d
                  Total number of learned MAC entries     : %d
                  Total number of expired MAC entries     : %d
                  Total number of evicted MAC entries     : %d
                  Total number of port moved MAC entries  : %d
                """.formatted(
                        all.bridge(),
                        entries.size(),
                        table.maxEntries(),
                        entries.stream().filter(MacTable.Entry::fixed).count(),
                        statistics.learned(),
                        statistics.expired(),
                        statistics.evicted(),
                        statistics.moved());
    }

    private String clearStatistics(List<String> arguments) throws CommandException {
        all.requireBridge(arguments);
        table.clearStatistics();
        return "statistics successfully cleared\n";
    }
}
