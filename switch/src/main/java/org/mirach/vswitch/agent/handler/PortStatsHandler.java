package org.mirach.vswitch.agent.handler;

import java.util.List;
import java.util.function.IntFunction;
import org.mirach.openflow.message.ItemRequest;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortTable;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * OFPMP_PORT_STATS (OpenFlow 1.3.5, 7.3.5.6). Counters that nobody keeps here are all ones, "unknown". A port that does
 * not exist gets an empty reply, as in Open vSwitch.
 */
@RunsOn(Role.AGENT)
final class PortStatsHandler implements MessageHandler<ItemRequest> {
    private static final long UNKNOWN = -1L;
    private static final int STATS_14_BYTES = 80;
    private static final int ETHERNET_BYTES = 40;
    private static final int INTEL = 0xaa01;
    /** Counters of Intel's property. */
    private static final int SIZES = 21;

    private static final int SIZES_BYTES = 16 + 8 * SIZES;

    private final PortTable ports;
    private final IntFunction<PortTraffic> traffic;

    PortStatsHandler(PortTable ports, IntFunction<PortTraffic> traffic) {
        this.ports = ports;
        this.traffic = traffic;
    }

    @Override
    public Answer handle(Peer peer, ItemRequest request) {
        int wanted = request.id();
        OFVersion version = peer.version();
        OfPort one = ports.snapshot().port(wanted);
        List<OfPort> list =
                wanted == PortNo.ANY ? PortOrder.localFirst(ports.snapshot()) : one == null ? List.of() : List.of(one);
        return new Answer.Stream(Multipart.replies(
                version,
                request.xid(),
                Multipart.PORT_STATS,
                list.iterator(),
                (body, port) -> write(body, port, traffic.apply(port.portNo()), version)));
    }

    private static void write(WireBody body, OfPort port, PortTraffic seen, OFVersion version) {
        if (version.getWireVersion() >= OFVersion.OF_14.getWireVersion()) {
            write14(body, port, seen);
            return;
        }
        if (version == OFVersion.OF_10) {
            body.u16(PortNo.toOf10(port.portNo())).zeros(6);
        } else {
            body.u32(port.portNo()).zeros(4);
        }
        counters(body, port, seen);
        body.u64(UNKNOWN).u64(UNKNOWN).u64(UNKNOWN).u64(UNKNOWN);
        if (version != OFVersion.OF_10) {
            age(body, seen);
        }
    }

    private static void counters(WireBody body, OfPort port, PortTraffic seen) {
        boolean dummy = port.kind().equals("dummy"); // Open vSwitch counts no drops and errors of those.
        body.u64(seen.rxPackets())
                .u64(seen.txPackets())
                .u64(seen.rxBytes())
                .u64(seen.txBytes())
                .u64(dummy ? UNKNOWN : seen.rxDropped())
                .u64(dummy ? UNKNOWN : seen.txDropped())
                .u64(dummy ? UNKNOWN : 0)
                .u64(dummy ? UNKNOWN : seen.txErrors());
    }

    private static void age(WireBody body, PortTraffic seen) {
        body.u32(Durations.seconds(seen.ageNs())).u32(Durations.nanoseconds(seen.ageNs()));
    }

    /** With OpenFlow's property of Ethernet errors and Intel's of packets by size; nobody counts those here. */
    private static void write14(WireBody body, OfPort port, PortTraffic seen) {
        body.u16(STATS_14_BYTES + ETHERNET_BYTES + SIZES_BYTES).zeros(2).u32(port.portNo());
        age(body, seen);
        counters(body, port, seen);
        body.u16(0).u16(ETHERNET_BYTES).zeros(4);
        body.u64(UNKNOWN).u64(UNKNOWN).u64(UNKNOWN).u64(UNKNOWN);
        body.u16(0xffff).u16(SIZES_BYTES).u32(INTEL).u32(1).zeros(4);
        for (int i = 0; i < SIZES; i++) {
            body.u64(UNKNOWN);
        }
    }
}
