package org.mirach.vswitch.fastpath.execute;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * The engine's parser for packets outside an engine: in native scratch, so that it sees one kind of memory. For the slow path, which has packets as {@code byte[]}.
 *
 * <p><b>Threads:</b> any, one at a time (it locks itself).
 */
public final class ScratchPacket {
    private static final int FRAME = 1 << 17;
    /** Longest packet it takes. */
    public static final int MAX_PACKET_BYTES = FRAME - FramePool.HEADROOM;

    private final MemorySegment memory = Arena.ofAuto().allocate(FRAME, FRAME);
    private final PacketParser parser = new PacketParser();
    private final long[] key = new long[KeyLayout.PACKET_WORDS];

    /** The key of {@code packet}, as the engine would have it if the packet came in by {@code inPort}. */
    public synchronized FlowKey parse(byte[] packet, int inPort) {
        load(packet, inPort);
        return FlowKey.ofPacket(key, 0);
    }

    /**
     * The key of a packet whose bytes changed: what is on the wire is read from {@code packet}, what travels beside it
     * (port, recirc_id, state zone, pipeline zone) is as in {@code before}, whose packet type says what the first
     * header is.
     */
    public synchronized FlowKey parseAgain(byte[] packet, FlowKey before) {
        copyIn(packet);
        before.copyTo(key, 0, 0, KeyLayout.PACKET_WORDS);
        KeyRefresh.parse(parser, memory, FramePool.HEADROOM, packet.length, key, 0);
        long[] all = before.toArray();
        System.arraycopy(key, 0, all, 0, KeyLayout.PACKET_WORDS);
        return FlowKey.copyOf(all);
    }

    private void load(byte[] packet, int inPort) {
        copyIn(packet);
        Arrays.fill(key, 0L);
        parser.parse(memory, FramePool.HEADROOM, packet.length, inPort, key, 0);
    }

    private void copyIn(byte[] packet) {
        if (packet.length > MAX_PACKET_BYTES) {
            throw new IllegalArgumentException("a packet of " + packet.length + " bytes is longer than any frame");
        }
        MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, FramePool.HEADROOM, packet.length);
    }
}
