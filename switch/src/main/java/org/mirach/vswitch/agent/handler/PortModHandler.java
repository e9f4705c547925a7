package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.PortMod;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortConfig;
import org.mirach.vswitch.pipeline.port.PortTable;

/** OFPT_PORT_MOD: what a port may carry (OpenFlow 1.3.5, 7.3.4.3). What it shall advertise is passed over. */
@RunsOn(Role.AGENT)
final class PortModHandler implements MessageHandler<PortMod> {
    private final PortTable ports;
    private final PortAdmin admin;

    PortModHandler(PortTable ports, PortAdmin admin) {
        this.ports = ports;
        this.admin = admin;
    }

    @Override
    public Answer handle(Peer peer, PortMod message) throws OpenFlowException {
        check(message);
        apply(message);
        return Answer.NONE;
    }

    /** Refuses what {@link #apply} could not do. */
    void check(PortMod message) throws OpenFlowException {
        OfPort port = ports.snapshot().port(message.portNo());
        String named = "port_mod of port " + Integer.toUnsignedString(message.portNo());
        if (port == null) {
            throw new OpenFlowException(OfError.OFPPMFC_BAD_PORT, named);
        }
        if (port.hwAddr() != message.hwAddr()) {
            throw new OpenFlowException(OfError.OFPPMFC_BAD_HW_ADDR, named);
        }
    }

    /** Does what was checked. */
    void apply(PortMod message) {
        int portNo = message.portNo();
        boolean wasDown = isDown(portNo);
        ports.modify(portNo, message.hwAddr(), message.config(), message.mask());
        if (isDown(portNo) != wasDown) {
            admin.setUp(portNo, wasDown);
        }
    }

    private boolean isDown(int portNo) {
        OfPort port = ports.snapshot().port(portNo);
        return port != null && port.configured(PortConfig.PORT_DOWN);
    }
}
