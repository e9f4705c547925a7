package org.mirach.vswitch;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.fastpath.MissSink;
import org.mirach.vswitch.flow.PacketInSpec;

/**
 * Where the engine offers misses while the slow path, which needs the engine first, is being made.
 *
 * <p><b>Threads:</b> connected before the engine's thread is started, and never again; then the engine's.
 */
final class MissRelay implements MissSink {
    private MissSink sink;

    void connect(MissSink target) {
        sink = target;
    }

    @Override
    public boolean offer(long[] key, int keyBase, MemorySegment memory, long offset, int length, int flowIndex) {
        return sink.offer(key, keyBase, memory, offset, length, flowIndex);
    }

    @Override
    public boolean offerPacketIn(
            long[] key, int keyBase, MemorySegment memory, long offset, int length, PacketInSpec spec) {
        return sink.offerPacketIn(key, keyBase, memory, offset, length, spec);
    }

    @Override
    public void flush() {
        sink.flush();
    }
}
