package org.mirach.vswitch.agent.handler;

import java.util.List;
import org.mirach.openflow.message.PortDescRequest;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortTable;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** OFPMP_PORT_DESCRIPTION, in OpenFlow 1.0 too as Open vSwitch has it (OpenFlow 1.3.5, 7.3.5.7). */
@RunsOn(Role.AGENT)
final class PortDescHandler implements MessageHandler<PortDescRequest> {
    private final PortTable ports;

    PortDescHandler(PortTable ports) {
        this.ports = ports;
    }

    @Override
    public Answer handle(Peer peer, PortDescRequest request) {
        OFVersion version = peer.version();
        return new Answer.Stream(Multipart.replies(
                version,
                request.xid(),
                Multipart.PORT_DESC,
                shown(request.portNo()).iterator(),
                (body, port) -> PortWire.write(body, port, version)));
    }

    /** A port that does not exist is left out, which is no error. */
    private List<OfPort> shown(int portNo) {
        OfPort one = ports.snapshot().port(portNo);
        return portNo == PortNo.ANY ? PortOrder.localFirst(ports.snapshot()) : one == null ? List.of() : List.of(one);
    }
}
