package org.mirach.vswitch.agent.handler;

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
        BarrierHandler barrier,
        RoleRequestHandler roleRequest,
        AsyncHandler async,
        NiciraHandler nicira,
        GroupHandler group,
        MeterHandler meter,
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
        return new Handlers(
                new FeaturesHandler(bridge.datapathId(), ports),
                new GetConfigHandler(),
                new SetConfigHandler(),
                new FlowModHandler(bridge.pipeline()),
                new PacketOutHandler(bridge.packetOuts()),
                new PortModHandler(ports, bridge.portAdmin()),
                new TableModHandler(),
                new BarrierHandler(bridge.barrier()),
                new RoleRequestHandler(bridge.peers()),
                new AsyncHandler(),
                new NiciraHandler(),
                new GroupHandler(),
                new MeterHandler(),
                new QueueHandler(ports),
                new DescHandler(bridge.software()),
                new FlowStatsHandler(bridge.pipeline(), counters, bridge.nanoTime()),
                new AggregateHandler(bridge.pipeline(), counters),
                new TableStatsHandler(bridge.pipeline(), counters),
                new PortStatsHandler(ports, bridge.traffic()),
                new PortDescHandler(ports),
                new TableFeaturesHandler());
    }
}
