package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.message.BasicRequest;
import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortTable;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** OFPT_FEATURES_REQUEST: who the switch is and what it can do (OpenFlow 1.3.5, 7.3.1; 1.0, 5.3.1). */
@RunsOn(Role.AGENT)
final class FeaturesHandler implements MessageHandler<BasicRequest> {
    private static final int FEATURES_REPLY = 6;
    private static final int FLOW_STATS = 1;
    private static final int TABLE_STATS = 1 << 1;
    private static final int PORT_STATS = 1 << 2;
    private static final int GROUP_STATS = 1 << 3;
    private static final int QUEUE_STATS = 1 << 6;
    private static final int ARP_MATCH_IP = 1 << 7;
    private static final int BUNDLES = 1 << 9;
    /** All twelve actions of OpenFlow 1.0, enqueue too: as Open vSwitch says. */
    private static final int ACTIONS_10 = 0xfff;

    private final long datapathId;
    private final PortTable ports;

    FeaturesHandler(long datapathId, PortTable ports) {
        this.datapathId = datapathId;
        this.ports = ports;
    }

    @Override
    public Answer handle(Peer peer, BasicRequest request) {
        OFVersion version = peer.version();
        WireBody body = new WireBody(512).u64(datapathId).u32(0).u8(ShownTables.COUNT);
        int capabilities = FLOW_STATS | TABLE_STATS | PORT_STATS | QUEUE_STATS;
        if (version != OFVersion.OF_10) {
            boolean of14 = version.getWireVersion() >= OFVersion.OF_14.getWireVersion();
            body.zeros(3).u32(capabilities | GROUP_STATS | (of14 ? BUNDLES : 0)).u32(0);
            return Answer.of(new RawMessage(version, request.xid(), FEATURES_REPLY, body.bytes()));
        }
        body.zeros(3).u32(capabilities | ARP_MATCH_IP).u32(ACTIONS_10);
        for (OfPort port : PortOrder.localFirst(ports.snapshot())) {
            if (PortNo.fitsOf10(port.portNo())) {
                PortWire.write(body, port, version);
            }
        }
        return Answer.of(new RawMessage(version, request.xid(), FEATURES_REPLY, body.bytes()));
    }
}
