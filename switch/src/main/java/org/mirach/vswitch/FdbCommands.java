package org.mirach.vswitch;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.admin.CommandException;
import org.mirach.vswitch.admin.CommandTable;
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
    }

    private String show(List<String> arguments) throws CommandException {
        all.requireBridge(arguments);
        StringBuilder text = new StringBuilder(" port  VLAN  MAC                Age\n");
        long nowNs = System.nanoTime();
        List<MacTable.Entry> entries = table.entries();
        entries.sort(Comparator.comparingLong(entry -> entry.seenNs() - nowNs));
        for (MacTable.Entry entry : entries) {
            String port = entry.portNo() == PortNo.LOCAL ? "LOCAL" : Integer.toString(entry.portNo());
            text.append("%5s  %4d  %s  %3d%n"
                    .formatted(
                            port,
                            entry.vlanVid(),
                            SwitchCommands.mac(entry.ethAddr()),
                            Duration.ofNanos(nowNs - entry.seenNs()).toSeconds()));
        }
        return text.toString();
    }

    private String flush(List<String> arguments) throws CommandException {
        all.requireBridge(arguments);
        table.flush();
        return "table successfully flushed\n";
    }
}
