package org.mirach.vswitch.slowpath.trace;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.mirach.openflow.codec.Consistency;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.text.FlowText;
import org.mirach.openflow.text.SyntaxException;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.flow.text.DatapathKeyParser;
import org.mirach.vswitch.flow.text.DatapathPorts;
import org.mirach.vswitch.flow.text.PacketComposer;
import org.mirach.vswitch.flow.text.TracedPacket;
import org.mirach.vswitch.pipeline.InstructionCheck;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.match.MaskShape;
import org.mirach.vswitch.pipeline.match.MaskedKey;
import org.mirach.vswitch.pipeline.match.MatchCompiler;
import org.mirach.vswitch.slowpath.KeyParser;
import org.mirach.vswitch.slowpath.translate.Translator;

/**
 * {@code ofproto/trace} and {@code ofproto/trace-packet-out}: what would become of a packet. Nothing is sent, learned or
 * counted.
 *
 * <p>The packet is a flow of OpenFlow behind the bridge's name ({@code br0 in_port=1,tcp,tcp_dst=22}) or a datapath's flow
 * ({@code in_port(1),eth(),eth_type(0x0800),...}); with bytes behind it, those are the packet, and the flow says only
 * where it came in.
 *
 * <p><b>Threads:</b> any; it takes the pipeline's newest version.
 *
 * @param ports how the ports are called now
 */
@RunsOn(Role.ANY)
public record TraceCommand(
        String bridge,
        String datapath,
        Pipeline pipeline,
        Translator translator,
        KeyParser parser,
        Supplier<DatapathPorts> ports) {
    /** {@code [dp] odp_flow | bridge br_flow, [options], [-generate | packet]}. */
    public String trace(List<String> arguments) throws TraceException {
        TraceArguments parsed = TraceArguments.parse(arguments, false);
        DatapathPorts names = ports.get();
        return run(parsed, packet(parsed, names), names, null);
    }

    /** The same, and the packet-out's actions last. */
    public String tracePacketOut(List<String> arguments) throws TraceException {
        List<Action> actions;
        try {
            actions = FlowText.parseActions(arguments.getLast());
        } catch (SyntaxException e) {
            throw new TraceException(PortWords.actionComplaint(arguments.getLast(), e));
        }
        TraceArguments parsed = TraceArguments.parse(arguments.subList(0, arguments.size() - 1), true);
        DatapathPorts names = ports.get();
        FlowKey key = packet(parsed, names);
        OfError error = pipeline.read(view -> InstructionCheck.check(actions, id -> view.group(id) != null));
        if (error == null && parsed.consistent) {
            error = Consistency.refusal(exactly(key), actions);
        }
        if (error != null) {
            throw new TraceException("Bad actions: " + error);
        }
        return run(parsed, key, names, actions);
    }

    /** The match of this packet alone. */
    private static Match exactly(FlowKey key) {
        long[] mask = new long[KeyLayout.WORDS];
        Arrays.fill(mask, 0, KeyLayout.PACKET_WORDS, -1L);
        MaskShape shape = MaskShape.of(mask);
        return MatchCompiler.toMatch(new MaskedKey(shape, shape.compact(key.toArray())));
    }

    private String run(TraceArguments arguments, FlowKey key, DatapathPorts names, List<Action> actions) {
        return pipeline.read(view -> new TraceReport(bridge, translator, view, names, arguments.names)
                .of(key, actions, arguments.nextStates));
    }

    private FlowKey packet(TraceArguments arguments, DatapathPorts names) throws TraceException {
        FlowKey flow = flow(arguments.plain, names);
        byte[] bytes = arguments.generate ? PacketComposer.compose(flow, arguments.payload) : arguments.packet;
        if (bytes == null) {
            return flow;
        }
        TracedPacket parsed = new TracedPacket(parser.parse(bytes, flow.inPort()));
        parsed.takeMetadata(flow);
        return parsed.key();
    }

    private FlowKey flow(List<String> words, DatapathPorts names) throws TraceException {
        FlowKey key;
        try {
            key = DatapathKeyParser.parse(words.getLast(), names);
        } catch (IllegalArgumentException e) {
            if (words.size() == 1) {
                throw new TraceException(e.getMessage() + " (or the bridge name was omitted)");
            }
            return openFlow(words.getFirst(), words.getLast(), names);
        }
        if (words.size() == 2 && !words.getFirst().equals(datapath) && !("ovs-" + datapath).equals(words.getFirst())) {
            throw new TraceException("Cannot find the datapath");
        }
        return key;
    }

    private FlowKey openFlow(String bridgeName, String text, DatapathPorts names) throws TraceException {
        if (!bridgeName.equals(bridge)) {
            throw new TraceException(bridgeName + ": unknown bridge");
        }
        Match match;
        try {
            match = FlowText.parseMatch(PortWords.numbered(text, names));
        } catch (SyntaxException e) {
            throw new TraceException("Bad openflow flow syntax: " + PortWords.complaint(text, e));
        }
        if (MatchCompiler.check(match) != null) {
            throw new TraceException("Bad openflow flow syntax: " + text + ": a field that no packet has");
        }
        TracedPacket packet =
                new TracedPacket(FlowKey.copyOf(MatchCompiler.compile(match).fullKey()));
        packet.completeTag();
        if (!packet.hasInPort()) {
            packet.inPort(PortNo.ANY);
        }
        return packet.key();
    }
}
