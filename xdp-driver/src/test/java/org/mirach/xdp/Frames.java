package org.mirach.xdp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** Test frames: Ethernet of type 0x88b5 (local experiments), numbered in bytes 14 to 17. */
final class Frames {
    static final int ETHER_TYPE = 0x88b5;

    private Frames() {}

    static byte[] numbered(int number, int length) {
        byte[] frame = new byte[length];
        frame[0] = 2;
        frame[5] = 2;
        frame[6] = 2;
        frame[11] = 1;
        frame[12] = (byte) (ETHER_TYPE >> 8);
        frame[13] = (byte) ETHER_TYPE;
        for (int i = 0; i < 4; i++) {
            frame[14 + i] = (byte) (number >>> 24 - 8 * i);
        }
        for (int i = 18; i < length; i++) {
            frame[i] = (byte) (number + i);
        }
        return frame;
    }

    /** UDP over IPv4 without finished checksums. */
    static byte[] udp(int payload) {
        ByteBuffer frame = ByteBuffer.allocate(42 + payload);
        frame.put(numbered(0, 60), 0, 12).putShort((short) 0x0800);
        frame.put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) (28 + payload))
                .putInt(0)
                .put((byte) 64)
                .put((byte) 17)
                .putShort((short) 0)
                .putInt(0x0a000001)
                .putInt(0x0a000002);
        frame.putShort((short) 1000)
                .putShort((short) 2000)
                .putShort((short) (8 + payload))
                .putShort((short) 0x1234);
        for (int i = 0; i < payload; i++) {
            frame.put((byte) i);
        }
        return frame.array();
    }

    static void send(PacketSocket socket, byte[]... frames) {
        try (Arena arena = Arena.ofConfined()) {
            for (byte[] frame : frames) {
                MemorySegment copy = arena.allocate(frame.length);
                copy.copyFrom(MemorySegment.ofArray(frame));
                socket.add(copy, 0, frame.length);
                if (socket.flush() != 1) {
                    throw new AssertionError("not sent: " + Errno.name(socket.lastError()));
                }
            }
        }
    }

    static byte[] bytes(MemorySegment memory, long address, int length) {
        return memory.asSlice(address, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Waits for {@code count} frames. */
    static List<byte[]> receive(PacketSocket socket, int count) {
        List<byte[]> frames = new ArrayList<>();
        await(() -> {
            int n = socket.receive(PacketSocket.BATCH);
            for (int i = 0; i < n; i++) {
                frames.add(bytes(socket.memory(), socket.address(i), socket.length(i)));
            }
            return frames.size() >= count;
        });
        return frames;
    }

    /** Waits for {@code count} frames and gives their UMEM frames back to the fill ring. */
    static List<byte[]> receive(XdpSocket socket, int count) {
        Umem umem = socket.config().umem();
        List<byte[]> frames = new ArrayList<>();
        await(() -> {
            int n = socket.rx().peek(64);
            for (int i = 0; i < n; i++) {
                frames.add(
                        bytes(umem.memory(), socket.rx().address(i), socket.rx().length(i)));
            }
            if (socket.fill().reserve(n) != n) {
                throw new AssertionError("the fill ring is full");
            }
            for (int i = 0; i < n; i++) {
                socket.fill().put(umem.frameOf(socket.rx().address(i)));
            }
            socket.fill().submit();
            socket.rx().release(n);
            return frames.size() >= count;
        });
        return frames;
    }

    static void fill(XdpSocket socket, int firstFrame, int count) {
        int free = socket.fill().reserve(count);
        for (int i = 0; i < free; i++) {
            socket.fill().put((long) (firstFrame + i) * socket.config().umem().frameSize());
        }
        socket.fill().submit();
    }

    static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }
}
