package org.mirach.vswitch.agent.handler;

import org.mirach.vswitch.agent.async.RequestForwarder;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.port.PortTable;

/** One of each handler. */
public record Handlers(
        FeaturesHandler features,
        GetConfigHandler getConfig,
        SetConfigHandler setConfig,
        FlowModHandler flowMod,
        PacketOutHandler packetOut,
        PortModHandler portMod,
        TableModHandler tableMod,
        TableDescHandler tableDesc,
        BarrierHandler barrier,
        RoleRequestHandler roleRequest,
        AsyncHandler async,
        NiciraHandler nicira,
        GroupHandler group,
        GroupStatsHandler groupStats,
        MeterHandler meter,
        MeterStatsHandler meterStats,
        BundleHandler bundle,
        FlowMonitorHandler monitor,
        TlvTableHandler tlvTable,
        CtFlushHandler ctFlush,
        ResumeHandler resume,
        QueueHandler queue,
        DescHandler desc,
        FlowStatsHandler flowStats,
        AggregateHandler aggregate,
        TableStatsHandler tableStats,
        PortStatsHandler portStats,
        PortDescHandler portDesc,
        TableFeaturesHandler tableFeatures) {
    public static Handlers of(BridgeContext bridge) {
        PortTable ports = bridge.pipeline().ports();
        FreshCounters counters = new FreshCounters(bridge.pushCounters());
        Pipeline pipeline = bridge.pipeline();
        RequestForwarder forwarder = new RequestForwarder(bridge.peers());
        PacketOutHandler packetOuts = new PacketOutHandler(bridge.packetOuts());
        PortModHandler portMods = new PortModHandler(ports, bridge.portAdmin());
        return new Handlers(
                new FeaturesHandler(bridge.datapathId(), ports),
                new GetConfigHandler(pipeline),
                new SetConfigHandler(pipeline),
                new FlowModHandler(pipeline),
                packetOuts,
                portMods,
                new TableModHandler(pipeline),
                new TableDescHandler(pipeline),
                new BarrierHandler(bridge.barrier()),
                new RoleRequestHandler(bridge.peers()),
                new AsyncHandler(),
                new NiciraHandler(),
                new GroupHandler(pipeline, forwarder),
                new GroupStatsHandler(pipeline, counters, bridge.nanoTime()),
                new MeterHandler(pipeline, forwarder),
                new MeterStatsHandler(pipeline, counters, bridge.nanoTime()),
                new BundleHandler(
                        pipeline,
                        bridge.peers(),
                        Runtime.getRuntime().maxMemory() / 3,
                        portMods,
                        packetOuts,
                        bridge.nanoTime()),
                new FlowMonitorHandler(bridge.monitors()),
                new TlvTableHandler(pipeline),
                new CtFlushHandler(bridge.connections()),
                new ResumeHandler(bridge.resumes()),
                new QueueHandler(ports, bridge.nanoTime()),
                new DescHandler(bridge.software()),
                new FlowStatsHandler(pipeline, counters, bridge.nanoTime()),
                new AggregateHandler(pipeline, counters),
                new TableStatsHandler(pipeline, counters),
                new PortStatsHandler(ports, bridge.traffic()),
                new PortDescHandler(ports),
                new TableFeaturesHandler(pipeline));
    }
}
