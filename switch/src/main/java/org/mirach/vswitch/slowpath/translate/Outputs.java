package org.mirach.vswitch.slowpath.translate;

import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortConfig;
import org.mirach.vswitch.slowpath.PacketInNotice.Cause;

/**
 * Where OpenFlow's ports lead. A packet never goes back out of the port that it came in by, unless IN_PORT says so.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class Outputs {
    private final Context context;
    private final TableWalk walk;
    private final NormalForwarding normal;

    Outputs(Context context, TableWalk walk) {
        this.context = context;
        this.walk = walk;
        normal = new NormalForwarding(context, this);
    }

    void to(int portNo, int maxLength) {
        switch (portNo) {
            case PortNo.IN_PORT -> toPort(context.inPort());
            case PortNo.TABLE -> walk.lookup(context.inPort(), 0, true);
            case PortNo.NORMAL -> normal.forward();
            case PortNo.FLOOD -> flood(false);
            case PortNo.ALL -> flood(true);
            case PortNo.CONTROLLER -> toController(causeOfOutput(), maxLength, 0);
            case PortNo.ANY, PortNo.UNSET -> {}
            default -> {
                if (portNo == context.inPort()) {
                    context.step("     -> skipping output to input port");
                } else {
                    toPort(portNo);
                }
            }
        }
    }

    /** What a packet_in says of an output to the controller here. */
    Cause causeOfOutput() {
        if (context.packetOut && context.entry == null) {
            return Cause.PACKET_OUT;
        }
        if (context.inActionSet) {
            return Cause.ACTION_SET;
        }
        return context.entry != null && context.entry.tableMiss() ? Cause.EXPLICIT_MISS : Cause.ACTION;
    }

    void toController(Cause cause, int maxLength, int controllerId) {
        context.toController(cause, maxLength, controllerId);
    }

    /** To every port but the input port. */
    private void flood(boolean all) {
        for (OfPort port : context.view.ports().all()) {
            if (port.portNo() != context.inPort() && (all || !port.configured(PortConfig.NO_FLOOD))) {
                toPort(port.portNo());
            }
        }
    }

    /** Out of one port, if its configuration lets it. */
    void toPort(int portNo) {
        OfPort port = context.view.ports().port(portNo);
        if (port == null) {
            context.drop(DropReason.OUTPUT_PORT_GONE, "     -> nonexistent output port");
        } else if (port.configured(PortConfig.NO_FWD)) {
            context.drop(DropReason.OUTPUT_PORT_NO_FWD, "     -> OFPPC_NO_FWD set, skipping output");
        } else if (port.configured(PortConfig.PORT_DOWN)) {
            context.drop(DropReason.OUTPUT_PORT_DOWN, "     -> OFPPC_PORT_DOWN set, skipping output");
        } else {
            context.output(portNo);
        }
    }
}
