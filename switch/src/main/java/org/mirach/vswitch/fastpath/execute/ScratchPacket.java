package org.mirach.vswitch.fastpath.execute;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * The engine's parser and rewriter for packets outside an engine: in native scratch, so that both see one kind of
 * memory. For the slow path, which has packets as {@code byte[]}.
 *
 * <p><b>Threads:</b> any, one at a time (it locks itself).
 */
public final class ScratchPacket {
    private static final int FRAME = 1 << 17;
    /** Longest packet it takes. */
    public static final int MAX_PACKET_BYTES = FRAME - FramePool.HEADROOM;

    private final MemorySegment memory = Arena.ofAuto().allocate(FRAME, FRAME);
    private final PacketParser parser = new PacketParser();
    private final HeaderRewriter rewriter = new HeaderRewriter(memory, FRAME);
    private final long[] key = new long[KeyLayout.PACKET_WORDS];

    /** The key of {@code packet}, as the engine would have it if the packet came in by {@code inPort}. */
    public synchronized FlowKey parse(byte[] packet, int inPort) {
        load(packet, inPort);
        return FlowKey.ofPacket(key, 0);
    }

    /**
     * A copy of {@code packet} after {@code edits}, checksums kept; Outputs among them and edits it can't take are
     * skipped.
     */
    public synchronized byte[] edit(byte[] packet, List<DatapathAction> edits) {
        load(packet, 0);
        rewriter.begin(FramePool.HEADROOM, packet.length, parser.l3Offset(), parser.l4Offset(), key, 0);
        for (DatapathAction edit : edits) {
            rewriter.apply(edit);
        }
        return memory.asSlice(rewriter.offset(), rewriter.length()).toArray(ValueLayout.JAVA_BYTE);
    }

    private void load(byte[] packet, int inPort) {
        if (packet.length > MAX_PACKET_BYTES) {
            throw new IllegalArgumentException("a packet of " + packet.length + " bytes is longer than any frame");
        }
        MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, FramePool.HEADROOM, packet.length);
        Arrays.fill(key, 0L);
        parser.parse(memory, FramePool.HEADROOM, packet.length, inPort, key, 0);
    }
}
