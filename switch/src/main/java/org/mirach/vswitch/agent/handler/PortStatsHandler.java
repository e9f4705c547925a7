package org.mirach.vswitch.agent.handler;

import java.util.List;
import java.util.function.IntFunction;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortTable;
import org.projectfloodlight.openflow.protocol.OFPortStatsRequest;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * OFPMP_PORT_STATS (OpenFlow 1.3.5, 7.3.5.6). Counters that nobody keeps here are all ones, "unknown". A port that does
 * not exist gets an empty reply, as in Open vSwitch.
 */
@RunsOn(Role.AGENT)
final class PortStatsHandler implements MessageHandler<OFPortStatsRequest> {
    private static final long UNKNOWN = -1L;
    private static final long NS_PER_S = 1_000_000_000L;

    private final PortTable ports;
    private final IntFunction<PortTraffic> traffic;

    PortStatsHandler(PortTable ports, IntFunction<PortTraffic> traffic) {
        this.ports = ports;
        this.traffic = traffic;
    }

    @Override
    public Answer handle(Peer peer, OFPortStatsRequest request) {
        int wanted = request.getPortNo().getPortNumber();
        OFVersion version = peer.version();
        OfPort one = ports.snapshot().port(wanted);
        List<OfPort> list =
                wanted == PortNo.ANY ? PortOrder.localFirst(ports.snapshot()) : one == null ? List.of() : List.of(one);
        return new Answer.Stream(Multipart.replies(
                version,
                request.getXid(),
                Multipart.PORT_STATS,
                list.iterator(),
                (body, port) -> write(body, port, traffic.apply(port.portNo()), version)));
    }

    private static void write(WireBody body, OfPort port, PortTraffic seen, OFVersion version) {
        boolean dummy = port.kind().equals("dummy"); // Open vSwitch counts no drops and errors of those.
        if (version == OFVersion.OF_10) {
            body.u16(PortNo.toOf10(port.portNo())).zeros(6);
        } else {
            body.u32(port.portNo()).zeros(4);
        }
        body.u64(seen.rxPackets())
                .u64(seen.txPackets())
                .u64(seen.rxBytes())
                .u64(seen.txBytes())
                .u64(dummy ? UNKNOWN : seen.rxDropped())
                .u64(dummy ? UNKNOWN : seen.txDropped())
                .u64(dummy ? UNKNOWN : 0)
                .u64(dummy ? UNKNOWN : seen.txErrors())
                .u64(UNKNOWN)
                .u64(UNKNOWN)
                .u64(UNKNOWN)
                .u64(UNKNOWN);
        if (version != OFVersion.OF_10) {
            body.u32(seen.ageNs() / NS_PER_S).u32(Durations.nanoseconds(seen.ageNs()));
        }
    }
}
