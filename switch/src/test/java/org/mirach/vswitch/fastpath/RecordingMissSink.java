package org.mirach.vswitch.fastpath;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.PacketInSpec;

/** Keeps what an engine offers. */
final class RecordingMissSink implements MissSink {
    record Miss(FlowKey key, byte[] packet, int flowIndex) {}

    record PacketInCopy(FlowKey key, byte[] packet, PacketInSpec spec) {}

    final List<PacketInCopy> packetIns = new ArrayList<>();
    final List<Miss> misses = new ArrayList<>();
    int flushes;
    boolean full;

    @Override
    public boolean offer(long[] key, int keyBase, MemorySegment memory, long offset, int length, int flowIndex) {
        if (full) {
            return false;
        }
        byte[] packet = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        misses.add(new Miss(FlowKey.ofPacket(key, keyBase), packet, flowIndex));
        return true;
    }

    @Override
    public boolean offerPacketIn(
            long[] key, int keyBase, MemorySegment memory, long offset, int length, PacketInSpec spec) {
        if (full) {
            return false;
        }
        byte[] packet = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        packetIns.add(new PacketInCopy(FlowKey.ofPacket(key, keyBase), packet, spec));
        return true;
    }

    @Override
    public void flush() {
        flushes++;
    }
}
