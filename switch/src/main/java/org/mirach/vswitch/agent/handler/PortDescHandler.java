package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.message.PortDescRequest;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
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
                PortOrder.localFirst(ports.snapshot()).iterator(),
                (body, port) -> PortWire.write(body, port, version)));
    }
}
