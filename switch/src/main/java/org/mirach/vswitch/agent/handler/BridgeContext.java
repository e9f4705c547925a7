package org.mirach.vswitch.agent.handler;

import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.mirach.vswitch.agent.async.FlowMonitorSender;
import org.mirach.vswitch.agent.connection.Peers;
import org.mirach.vswitch.pipeline.Pipeline;

/**
 * What handlers see of the switch. Everything here is the agent thread's to call; stages complete on it.
 *
 * @param software version text for OFPMP_DESC
 * @param traffic what a port carried, by port number
 * @param barrier completes when every change so far is in force for all packets
 * @param monitors tells peers of the entries that they monitor
 * @param pushCounters completes when flow entries have what was counted so far
 */
public record BridgeContext(
        String software,
        long datapathId,
        Pipeline pipeline,
        Peers peers,
        IntFunction<PortTraffic> traffic,
        Supplier<CompletionStage<?>> barrier,
        Supplier<CompletionStage<?>> pushCounters,
        FlowMonitorSender monitors,
        PacketOutSink packetOuts,
        ResumeSink resumes,
        PortAdmin portAdmin,
        ConnectionFlusher connections,
        LongSupplier nanoTime) {}
