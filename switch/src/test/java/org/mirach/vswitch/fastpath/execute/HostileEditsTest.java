package org.mirach.vswitch.fastpath.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.Hostile;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.flow.KeyLayout;

/** Whatever a packet says of itself, edits stay within its frame, and within the packet's own bytes behind its end. */
class HostileEditsTest {
    private static final int FRAME = 512;
    private static final int START = FRAME + 256;
    private static final byte CANARY = 0x5a;

    private final MemorySegment memory = Arena.ofAuto().allocate(3 * FRAME, FRAME);
    private final PacketParser parser = new PacketParser();
    private final HeaderRewriter rewriter = new HeaderRewriter(memory);
    private final ActivePacket packet = new ActivePacket(memory, FRAME, parser);

    @Test
    void neighboursOfAFrameStayAsTheyAre() {
        for (int round = 0; round < 200_000; round++) {
            Hostile hostile = new Hostile(round);
            byte[] bytes = hostile.packet();
            begin(round % 2 == 0 ? bytes : Arrays.copyOf(bytes, FRAME - 256)); // or up to the frame's last byte
            for (int i = 0; i < 8; i++) {
                rewriter.apply(hostile.edit(), packet);
                assertThat(packet.offset).isBetween((long) FRAME, 2L * FRAME - 1);
                assertThat(packet.length).isNotNegative();
                assertThat(packet.offset + packet.length).isLessThanOrEqualTo(2L * FRAME);
            }
            packet.ensureKey();
            assertThat(isCanary(0) && isCanary(2 * FRAME))
                    .as("neighbours, round %d", round)
                    .isTrue();
        }
    }

    private void begin(byte[] bytes) {
        memory.fill(CANARY);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, START, bytes.length);
        long[] key = new long[KeyLayout.PACKET_WORDS];
        parser.parse(memory, START, bytes.length, 1, key, 0);
        packet.begin(START, bytes.length, parser.l3Offset(), parser.l4Offset(), key, 0);
    }

    private boolean isCanary(int from) {
        long expected = 0x0101010101010101L * CANARY;
        for (int at = from; at < from + FRAME; at += 8) {
            if (memory.get(ValueLayout.JAVA_LONG, at) != expected) {
                return false;
            }
        }
        return true;
    }
}
