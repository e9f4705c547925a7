package org.mirach.vswitch.agent.handler;

import java.util.Optional;
import java.util.Set;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortConfig;
import org.mirach.vswitch.pipeline.port.PortTable;
import org.projectfloodlight.openflow.protocol.OFPortConfig;
import org.projectfloodlight.openflow.protocol.OFPortMod;

/** OFPT_PORT_MOD: what a port may carry (OpenFlow 1.3.5, 7.3.4.3). */
@RunsOn(Role.AGENT)
final class PortModHandler implements MessageHandler<OFPortMod> {
    private final PortTable ports;
    private final PortAdmin admin;

    PortModHandler(PortTable ports, PortAdmin admin) {
        this.ports = ports;
        this.admin = admin;
    }

    @Override
    public Answer handle(Peer peer, OFPortMod message) throws OpenFlowException {
        int portNo = message.getPortNo().getPortNumber();
        boolean wasDown = isDown(portNo);
        Optional<OfError> refusal =
                ports.modify(portNo, message.getHwAddr().getLong(), bits(message.getConfig()), bits(message.getMask()));
        if (refusal.isPresent()) {
            throw new OpenFlowException(refusal.get(), "port_mod of port " + Integer.toUnsignedString(portNo));
        }
        if (isDown(portNo) != wasDown) {
            admin.setUp(portNo, wasDown);
        }
        return Answer.NONE;
    }

    private boolean isDown(int portNo) {
        OfPort port = ports.snapshot().port(portNo);
        return port != null && port.configured(PortConfig.PORT_DOWN);
    }

    private static int bits(Set<OFPortConfig> flags) {
        int bits = 0;
        for (OFPortConfig flag : flags) {
            bits |= switch (flag) {
                case PORT_DOWN -> PortConfig.PORT_DOWN;
                case NO_STP -> PortConfig.NO_STP;
                case NO_RECV -> PortConfig.NO_RECV;
                case NO_RECV_STP -> PortConfig.NO_RECV_STP;
                case NO_FLOOD -> PortConfig.NO_FLOOD;
                case NO_FWD -> PortConfig.NO_FWD;
                case NO_PACKET_IN -> PortConfig.NO_PACKET_IN;
                default -> 0;
            };
        }
        return bits;
    }
}
