package org.mirach.vswitch.fastpath.execute;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;

/** What the engine's rewriter makes of a packet, in a frame of 64 KiB. */
final class EditedPacket {
    private static final int FRAME = 1 << 16;
    private static final int START = 256;

    private EditedPacket() {}

    /** The packet after the edits; those that it can't take are left out. */
    static byte[] of(byte[] packet, DatapathAction... edits) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(FRAME, FRAME);
            MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, START, packet.length);
            PacketParser parser = new PacketParser();
            long[] key = new long[KeyLayout.PACKET_WORDS];
            parser.parse(memory, START, packet.length, 1, key, 0);
            ActivePacket active = new ActivePacket(memory, FRAME, parser);
            active.begin(START, packet.length, parser.l3Offset(), parser.l4Offset(), key, 0);
            HeaderRewriter rewriter = new HeaderRewriter(memory);
            for (DatapathAction edit : edits) {
                rewriter.apply((DatapathAction.Edit) edit, active);
            }
            return memory.asSlice(active.offset, active.length).toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
