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
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.InstructionCheck;
import org.mirach.vswitch.pipeline.PipelineReader;
import org.mirach.vswitch.slowpath.EngineCommands;
import org.mirach.vswitch.slowpath.KeyParser;
import org.mirach.vswitch.slowpath.PipelineWords;
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
    private final LongSupplier nanoTime;

    public PacketInjector(
            PipelineReader reader,
            Translator translator,
            FlowRegistry registry,
            EngineCommands engine,
            KeyParser parser,
            LongSupplier nanoTime) {
        this.reader = reader;
        this.translator = translator;
        this.registry = registry;
        this.engine = engine;
        this.parser = parser;
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
        return reader.read(view -> execute(packet, key, translator.translatePacketOut(view, key, actions, null)));
    }

    /**
     * Goes on with a packet that was paused (NXT_RESUME).
     *
     * @param pipeline the key that the controller was told, with what it changed; see {@code PacketInNotice}
     * @return why it was refused, or empty
     */
    public Optional<OfError> resume(byte[] packet, FlowKey pipeline, int continuation) {
        if (packet.length < Ethernet.HEADER_BYTES) {
            registry.countDrop(DropReason.TRUNCATED_ETHERNET);
            return Optional.empty();
        }
        long[] words = parser.parse(packet, pipeline.inPort()).toArray();
        for (int word = KeyLayout.WIRE_WORDS; word < KeyLayout.W_NSH; word++) {
            words[word] = pipeline.word(word);
        }
        PipelineWords.restore(PipelineWords.save(pipeline.toArray()), words);
        FlowKey key = FlowKey.copyOf(words);
        return reader.read(view -> {
            Translation translation = translator.translateResume(view, key, continuation, null);
            return translation == null ? Optional.of(OfError.NXR_STALE) : execute(packet, key, translation);
        });
    }

    private static boolean validInPort(int inPort) {
        return switch (inPort) {
            case PortNo.CONTROLLER, PortNo.LOCAL, PortNo.ANY -> true;
            default -> inPort >= 0 && inPort < PortNo.MAX_OF10;
        };
    }

    /** As in Open vSwitch, a packet-out whose translation ends with an error is refused as a whole. */
    private Optional<OfError> execute(byte[] packet, FlowKey key, Translation translation) {
        if (translation.failed()) {
            registry.countDrop(translation.dropReason());
            return Optional.of(OfError.OFPFMFC_UNKNOWN);
        }
        int tcpFlags = (int) (key.word(KeyLayout.W_L4) >>> 16) & 0xfff;
        registry.credit(translation, 1, packet.length, nanoTime.getAsLong(), tcpFlags);
        if (!translation.actions().isEmpty()
                && !engine.submit(new EngineCommand.Execute(packet, key, translation.actions(), -1))) {
            registry.countDrop(DropReason.INJECT_QUEUE_FULL);
        }
        return Optional.empty();
    }
}
