package org.mirach.vswitch.slowpath.inject;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.InstructionCheck;
import org.mirach.vswitch.pipeline.PipelineReader;
import org.mirach.vswitch.slowpath.EngineCommands;
import org.mirach.vswitch.slowpath.KeyParser;
import org.mirach.vswitch.slowpath.PacketEditor;
import org.mirach.vswitch.slowpath.PacketInSink;
import org.mirach.vswitch.slowpath.translate.PacketInRequest;
import org.mirach.vswitch.slowpath.translate.Translation;
import org.mirach.vswitch.slowpath.translate.Translator;
import org.mirach.vswitch.slowpath.upcall.FlowRegistry;

/**
 * Executes packet-outs: a controller's packet goes through a list of actions, perhaps through the tables (output to
 * TABLE), and out by the engine.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
public final class PacketInjector {
    private final PipelineReader reader;
    private final Translator translator;
    private final FlowRegistry registry;
    private final EngineCommands engine;
    private final KeyParser parser;
    private final PacketEditor editor;
    private final PacketInSink packetIns;
    private final LongSupplier nanoTime;

    public PacketInjector(
            PipelineReader reader,
            Translator translator,
            FlowRegistry registry,
            EngineCommands engine,
            KeyParser parser,
            PacketEditor editor,
            PacketInSink packetIns,
            LongSupplier nanoTime) {
        this.reader = reader;
        this.translator = translator;
        this.registry = registry;
        this.engine = engine;
        this.parser = parser;
        this.editor = editor;
        this.packetIns = packetIns;
        this.nanoTime = nanoTime;
    }

    /**
     * Sends a packet. One too short for an Ethernet header is dropped and counted, which is no error to the controller: a
     * device can't send it (the kernel refuses an empty descriptor without a completion).
     *
     * @param packet an Ethernet frame, which nobody changes any more
     * @param inPort the port that it is treated as having come in by: a port's number, {@code CONTROLLER}, {@code LOCAL} or
     *     {@code ANY} (none)
     * @return why it was refused, or empty
     */
    public Optional<OfError> inject(byte[] packet, int inPort, List<Action> actions) {
        if (!validInPort(inPort)) {
            return Optional.of(OfError.OFPBRC_BAD_PORT);
        }
        OfError error = reader.read(view -> InstructionCheck.check(actions, id -> view.group(id) != null));
        if (error != null) {
            return Optional.of(error);
        }
        if (packet.length < Ethernet.HEADER_BYTES) {
            registry.countDrop(DropReason.TRUNCATED_ETHERNET);
            return Optional.empty();
        }
        FlowKey key = parser.parse(packet, inPort);
        reader.read(view -> {
            execute(packet, key, translator.translatePacketOut(view, key, actions, null));
            return null;
        });
        return Optional.empty();
    }

    private static boolean validInPort(int inPort) {
        return switch (inPort) {
            case PortNo.CONTROLLER, PortNo.LOCAL, PortNo.ANY -> true;
            default -> inPort >= 0 && inPort < PortNo.MAX_OF10;
        };
    }

    private void execute(byte[] packet, FlowKey key, Translation translation) {
        registry.credit(translation, 1, packet.length, nanoTime.getAsLong());
        if (!translation.actions().isEmpty()
                && !engine.submit(new EngineCommand.Execute(packet, key, translation.actions(), -1))) {
            registry.countDrop(DropReason.INJECT_QUEUE_FULL);
        }
        for (PacketInRequest request : translation.packetIns()) {
            byte[] edited = request.edits().isEmpty() ? packet : editor.edit(packet, request.edits());
            if (!packetIns.onPacketIn(request.notice(key.inPort(), edited))) {
                registry.countDrop(DropReason.CONTROLLER_UNREACHABLE);
            }
        }
    }
}
