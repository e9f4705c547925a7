package org.mirach.vswitch.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.codec.DecodeMode;
import org.mirach.openflow.codec.MessageDecoder;
import org.mirach.openflow.codec.MessageEncoder;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.text.FlowText;
import org.mirach.openflow.text.SyntaxException;
import org.mirach.vswitch.flow.text.DatapathKeyParser;
import org.mirach.vswitch.flow.text.DatapathPorts;

/** Whatever comes in is answered in the declared way, soon, and at a price that its length sets. */
class FuzzTest {
    private static final DatapathPorts NO_PORTS = new DatapathPorts(Map.of());

    @Test
    void theStrictDecoderGivesAMessageOrAnOpenFlowError() {
        Fuzzing.run(Fuzzing.octets("messages.txt"), 1 << 20, 4096, input -> decode(DecodeMode.STRICT, input));
    }

    @Test
    void whatTheLenientDecoderTakesIsEncodedAgain() {
        Fuzzing.run(Fuzzing.octets("messages.txt"), 1 << 20, 4096, input -> decode(DecodeMode.LENIENT, input));
    }

    /** The length is made right, as framing guarantees that. */
    private static void decode(DecodeMode mode, byte[] input) {
        byte[] frame = Arrays.copyOf(input, Math.clamp(input.length, 8, 0xffff));
        frame[2] = (byte) (frame.length >> 8);
        frame[3] = (byte) frame.length;
        try {
            ByteBuf out = Unpooled.buffer(frame.length);
            MessageEncoder.encode(new MessageDecoder(mode).decode(frame), out);
        } catch (OpenFlowException _) {
            // Refused, with an error to send.
        }
    }

    @Test
    void textsAreReadOrRefusedAsSyntaxErrors() {
        Fuzzing.run(Fuzzing.texts("texts.txt"), 1 << 20, 8192, input -> {
            String text = new String(input, StandardCharsets.ISO_8859_1);
            attempt(() -> FlowText.parseFlow(text, FlowModCommand.ADD));
            attempt(() -> FlowText.parseFlow(text, FlowModCommand.DELETE));
            attempt(() -> FlowText.parseActions(text));
        });
    }

    private static void attempt(Runnable parse) {
        try {
            parse.run();
        } catch (SyntaxException _) {
            // Refused, with what is wrong and where.
        }
    }

    @Test
    void datapathFlowsAreReadOrRefused() {
        Fuzzing.run(Fuzzing.texts("texts.txt"), 1 << 20, 8192, input -> {
            try {
                DatapathKeyParser.parse(new String(input, StandardCharsets.ISO_8859_1), NO_PORTS);
            } catch (IllegalArgumentException e) {
                if (e.getMessage() == null || !e.getMessage().startsWith("syntax error at")) {
                    throw e;
                }
            }
        });
    }
}
