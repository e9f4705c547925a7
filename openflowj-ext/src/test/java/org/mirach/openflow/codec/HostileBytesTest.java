package org.mirach.openflow.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.projectfloodlight.openflow.protocol.OFMessage;

/** Whatever the octets, decoding answers with a message or an OpenFlow error. */
class HostileBytesTest {
    private static final int MUTATIONS = 60_000;

    private static List<Wire.Captured> corpus() throws Exception {
        List<Wire.Captured> all = new ArrayList<>();
        for (String resource : List.of("/messages.txt", "/flow-words-of10.txt", "/flow-words-of13.txt")) {
            try (InputStream in = HostileBytesTest.class.getResourceAsStream(resource)) {
                all.addAll(Wire.read(in));
            }
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(DecodeMode.class)
    void mutatedMessagesGiveAMessageOrAnOpenFlowErrorAndNothingElse(DecodeMode mode) throws Exception {
        List<Wire.Captured> corpus = corpus();
        Random random = new Random(20261123);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] frame = mutate(corpus.get(random.nextInt(corpus.size())).frame(), random);
            try {
                OFMessage message = new MessageDecoder(mode).decode(frame);
                assertThat(message).isNotNull();
                Wire.encode(message);
            } catch (OpenFlowException e) {
                assertThat(e.error()).isNotNull();
                refused++;
            }
        }
        if (mode == DecodeMode.STRICT) {
            assertThat(refused).as("mutations that were refused").isGreaterThan(MUTATIONS / 10);
        } else {
            assertThat(refused).as("framed messages cost a controller nothing").isZero();
        }
    }

    /** Flips bits, cuts, lengthens or splices; the header's length is made right, as framing guarantees that. */
    private static byte[] mutate(byte[] original, Random random) {
        int size = Math.max(
                8,
                original.length
                        + switch (random.nextInt(4)) {
                            case 0 -> -random.nextInt(original.length);
                            case 1 -> random.nextInt(24);
                            default -> 0;
                        });
        byte[] frame = java.util.Arrays.copyOf(original, size);
        for (int flips = random.nextInt(6); flips > 0; flips--) {
            int at = 4 + random.nextInt(size - 4);
            frame[at] = switch (random.nextInt(3)) {
                case 0 -> (byte) random.nextInt();
                case 1 -> (byte) (frame[at] ^ 1 << random.nextInt(8));
                default -> (byte) (random.nextBoolean() ? 0 : -1);
            };
        }
        if (random.nextInt(8) == 0) {
            frame[1] = (byte) random.nextInt(32);
        }
        frame[2] = (byte) (size >> 8);
        frame[3] = (byte) size;
        return frame;
    }

    @Test
    void aFrameWhoseHeaderLiesAboutItsLengthIsBadLen() {
        byte[] frame = {4, 5, 0, 12, 0, 0, 0, 1};
        assertThatThrownBy(() -> new MessageDecoder(DecodeMode.LENIENT).decode(frame))
                .isInstanceOfSatisfying(
                        OpenFlowException.class, e -> assertThat(e.error()).isEqualTo(OfError.OFPBRC_BAD_LEN));
    }
}
