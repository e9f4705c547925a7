package org.mirach.controller.app.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mirach.controller.app.EthernetFrame;
import org.mirach.controller.app.discovery.Link.End;
import org.mirach.openflow.model.Bytes;

class DiscoveryFrameTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final End END = new End(0x0a00000000000001L, 3);

    private final DiscoveryFrame frames = new DiscoveryFrame(new byte[32]);

    private static EthernetFrame frame(byte[] bytes) {
        return EthernetFrame.of(Bytes.wrap(bytes)).orElseThrow();
    }

    @Test
    void whatIsBuiltIsVerified() {
        byte[] built = frames.build(END, 0x0a0000000001L, 16, NOW);
        assertThat(frame(built).dst()).isEqualTo(0x0180c200000eL);
        assertThat(frame(built).etherType()).isEqualTo(0x88cc);
        assertThat(frames.verify(frame(built), NOW + 100, 1000)).contains(END);
    }

    @Test
    void everyFlippedBitOfItsTlvsIsNoticed() {
        byte[] built = frames.build(END, 0x0a0000000001L, 16, NOW);
        int signed = 0;
        for (int bit = 14 * 8; bit < built.length * 8; bit++) {
            byte[] forged = built.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            if (frames.verify(frame(forged), NOW, 1000).isPresent()) {
                signed++;
            }
        }
        // TTL's value (16 bits) and what follows the signature are not signed; neither says where the frame left.
        assertThat(signed).isBetween(16, 16 + 8 * 12);
        byte[] moved = frames.build(new End(END.datapathId(), 4), 0x0a0000000001L, 16, NOW);
        System.arraycopy(built, built.length - 20, moved, moved.length - 20, 20);
        assertThat(frames.verify(frame(moved), NOW, 1000)).isEmpty();
    }

    @Test
    void anotherClustersOldFutureAndForeignFramesAreRefused() {
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        byte[] built = frames.build(END, 0x0a0000000001L, 16, NOW);
        assertThat(new DiscoveryFrame(otherKey).verify(frame(built), NOW, 1000)).isEmpty();
        assertThat(frames.verify(frame(built), NOW + 1001, 1000)).isEmpty();
        assertThat(frames.verify(frame(built), NOW - 1001, 1000)).isEmpty();
        assertThat(frames.verify(frame(new byte[60]), NOW, 1000)).isEmpty();
    }

    @Test
    void everyTruncationIsSurvived() {
        byte[] built = frames.build(END, 0x0a0000000001L, 16, NOW);
        for (int length = 14; length < built.length - 2; length++) {
            assertThat(frames.verify(frame(java.util.Arrays.copyOf(built, length)), NOW, 1000))
                    .isEmpty();
        }
    }
}
