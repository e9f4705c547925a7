package org.mirach.vswitch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mirach.vswitch.admin.CommandException;
import org.mirach.vswitch.admin.CommandTable;
import org.mirach.vswitch.fastpath.execute.ScratchPacket;
import org.mirach.vswitch.flow.text.DatapathPorts;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.slowpath.trace.TraceCommand;
import org.mirach.vswitch.slowpath.trace.TraceException;

/**
 * {@code ofproto/trace} and {@code ofproto/trace-packet-out}.
 *
 * <p><b>Threads:</b> see {@link SwitchCommands}.
 */
final class TraceCommands {
    /** The datapath's type, and behind "ovs-" its name. */
    static final String DATAPATH = "mirach";

    private static final String FLOW = "{[dp_name] odp_flow | bridge br_flow} [OPTIONS...] [-generate|packet]";
    private static final int MANY = 64;

    private TraceCommands() {}

    static void register(CommandTable table, VSwitch vswitch) {
        TraceCommand trace = new TraceCommand(
                vswitch.config().bridge().name(),
                DATAPATH,
                vswitch.pipeline(),
                vswitch.slowPath().translator(),
                (packet, inPort) -> new ScratchPacket().parse(packet, inPort),
                () -> ports(vswitch));
        table.add("ofproto/trace", FLOW, 1, MANY, arguments -> run(trace::trace, arguments));
        table.add(
                "ofproto/trace-packet-out",
                "[-consistent] " + FLOW + " actions",
                2,
                MANY,
                arguments -> run(trace::tracePacketOut, arguments));
    }

    /** The ports that OpenFlow knows now. */
    static DatapathPorts ports(VSwitch vswitch) {
        Map<Integer, String> names = new HashMap<>();
        for (OfPort port : vswitch.pipeline().ports().snapshot().all()) {
            names.put(port.portNo(), port.name());
        }
        return new DatapathPorts(names);
    }

    /** Makes a trace. */
    private interface Tracing {
        String of(List<String> arguments) throws TraceException;
    }

    private static String run(Tracing tracing, List<String> arguments) throws CommandException {
        try {
            return tracing.of(arguments);
        } catch (TraceException e) {
            throw new CommandException(e.getMessage());
        }
    }
}
