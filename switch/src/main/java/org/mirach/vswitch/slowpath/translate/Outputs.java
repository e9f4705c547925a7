package org.mirach.vswitch.slowpath.translate;

import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.text.FlowText;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortConfig;

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

    void to(int portNo, int maxLength, boolean last, boolean inBucket) {
        switch (portNo) {
            case PortNo.IN_PORT -> toPort(context.inPort());
            case PortNo.TABLE -> walk.lookup(context.inPort(), 0, true, false, false);
            case PortNo.NORMAL -> normal.forward();
            case PortNo.FLOOD -> flood(false);
            case PortNo.ALL -> flood(true);
            case PortNo.CONTROLLER ->
                ControllerOutput.send(context, ControllerOutput.causeOfOutput(context, inBucket), maxLength, 0);
            case PortNo.ANY, PortNo.UNSET -> {}
            default -> {
                if (portNo == context.inPort()) {
                    context.step("     >> skipping output to input port");
                } else {
                    toPort(portNo);
                }
            }
        }
    }

    /** At most so many bytes; to real ports only. */
    void truncated(int portNo, int maxLength, boolean inBucket) {
        switch (portNo) {
            case PortNo.TABLE, PortNo.NORMAL, PortNo.FLOOD, PortNo.ALL, PortNo.CONTROLLER, PortNo.ANY ->
                context.step(() -> "     >> output_trunc does not support port: " + FlowText.formatPort(portNo));
            default -> {
                if (portNo == context.inPort()) {
                    context.step("     >> skipping output to input port");
                } else {
                    int real = portNo == PortNo.IN_PORT ? context.inPort() : portNo;
                    if (sendable(real)) {
                        // The cut counts from the packet as it is before the edits that are still to be written.
                        context.actions.add(new DatapathAction.Truncate(maxLength));
                        context.commit();
                        context.actions.add(new DatapathAction.Output(real));
                    }
                }
            }
        }
    }

    void toRegister(Action.OutputReg reg, FieldActions fields, boolean last, boolean inBucket) {
        if (!fields.has(reg.source().field())) {
            return;
        }
        FieldValue port = fields.read(reg.source());
        if (port.hi() == 0 && port.lo() >>> 16 == 0) {
            context.detail(() -> "output port is " + port.lo());
            to(PortNo.fromOf10((int) port.lo()), reg.maxLength(), last, inBucket);
        } else {
            context.step(() -> "     >> output port " + Long.toUnsignedString(port.lo()) + " is out of range");
        }
    }

    /** Through a queue of the port; the packet's own queue stays. */
    void enqueue(int portNo, int queueId) {
        int real = portNo == PortNo.IN_PORT ? context.inPort() : portNo;
        if (portNo != PortNo.IN_PORT && real == context.inPort()) {
            return;
        }
        int queue = context.edits.queue;
        context.edits.queue = queueId;
        toPort(real);
        context.edits.queue = queue;
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
        if (sendable(portNo)) {
            context.output(portNo);
        }
    }

    private boolean sendable(int portNo) {
        OfPort port = context.view.ports().port(portNo);
        if (port == null) {
            context.drop(DropReason.OUTPUT_PORT_GONE, "     >> Nonexistent output port");
        } else if (port.configured(PortConfig.NO_FWD)) {
            context.drop(DropReason.OUTPUT_PORT_NO_FWD, "     -> OFPPC_NO_FWD set, skipping output");
        } else if (port.configured(PortConfig.PORT_DOWN)) {
            context.drop(DropReason.OUTPUT_PORT_DOWN, "     -> OFPPC_PORT_DOWN set, skipping output");
        } else if (HeaderEdits.packetType(context.key) != 0) {
            context.drop(
                    DropReason.UNSUPPORTED_PACKET_TYPE,
                    "     >> Trying to send non-Ethernet packet through legacy L2 port. Dropping!");
        } else {
            return true;
        }
        return false;
    }
}
