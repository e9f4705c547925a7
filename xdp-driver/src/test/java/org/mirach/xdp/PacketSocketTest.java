package org.mirach.xdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The port of last resort. */
@Tag("privileged")
final class PacketSocketTest {
    private static final int GSO_UDP_L4 = 5;

    private TestNet net;
    private TestNet.Veth veth;

    @BeforeEach
    void setUp() {
        net = new TestNet();
        veth = net.veth();
    }

    @AfterEach
    void tearDown() {
        net.close();
    }

    @Test
    void framesGoBothWaysAndOwnOnesAreNotSeen() {
        try (PacketSocket near = PacketSocket.open(veth.near());
                PacketSocket far = net.far(() -> PacketSocket.open(veth.far()))) {
            byte[][] frames = new byte[100][];
            for (int i = 0; i < frames.length; i++) {
                frames[i] = Frames.numbered(i, 60 + i);
            }
            Frames.send(far, frames);
            List<byte[]> got = Frames.receive(near, frames.length);
            for (int i = 0; i < frames.length; i++) {
                assertThat(got.get(i)).isEqualTo(frames[i]);
            }
            Frames.send(near, frames[7]);
            assertThat(Frames.receive(far, 1).getFirst()).isEqualTo(frames[7]);
            assertThat(near.receive(32)).isZero();
        }
    }

    @Test
    void batchGoesOutInOneFlush() {
        try (PacketSocket near = PacketSocket.open(veth.near());
                PacketSocket far = net.far(() -> PacketSocket.open(veth.far()));
                Umem umem = Umem.create(64, 2048)) {
            for (int i = 0; i < PacketSocket.BATCH; i++) {
                umem.memory().asSlice(2048L * i, 64).copyFrom(MemorySegment.ofArray(Frames.numbered(i, 64)));
                assertThat(near.add(umem.memory(), 2048L * i, 64)).isTrue();
            }
            assertThat(near.add(umem.memory(), 0, 64)).as("full").isFalse();
            assertThat(near.flush()).isEqualTo(PacketSocket.BATCH);
            assertThat(near.lastError()).isZero();
            assertThat(Frames.receive(far, PacketSocket.BATCH)).hasSize(PacketSocket.BATCH);
        }
    }

    @Test
    void tooLongFrameIsSkippedAndTheRestGoesOut() {
        try (PacketSocket near = PacketSocket.open(veth.near());
                PacketSocket far = net.far(() -> PacketSocket.open(veth.far()));
                Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(8192);
            MemorySegment.copy(MemorySegment.ofArray(Frames.numbered(1, 60)), 0, memory, 0, 60);
            near.add(memory, 0, 60);
            near.add(memory, 0, 4000);
            near.add(memory, 0, 60);
            assertThat(near.flush()).isEqualTo(2);
            assertThat(near.lastError()).isEqualTo(-Errno.EMSGSIZE);
            assertThat(Frames.receive(far, 2)).hasSize(2);
        }
    }

    @Test
    void vlanTagTheKernelTookOffIsPutBack() {
        try (PacketSocket near = PacketSocket.open(veth.near());
                PacketSocket far = net.far(() -> PacketSocket.open(veth.far()))) {
            byte[] plain = Frames.numbered(9, 60);
            byte[] tagged = ByteBuffer.allocate(64)
                    .put(plain, 0, 12)
                    .putShort((short) 0x8100)
                    .putShort((short) 0x6064)
                    .put(plain, 12, 48)
                    .array();
            byte[] doubly = ByteBuffer.allocate(68)
                    .put(plain, 0, 12)
                    .putShort((short) 0x88a8)
                    .putShort((short) 7)
                    .put(tagged, 12, 52)
                    .array();
            Frames.send(far, tagged, doubly, plain);
            List<byte[]> got = Frames.receive(near, 3);
            assertThat(got.get(0)).isEqualTo(tagged);
            assertThat(got.get(1)).isEqualTo(doubly);
            assertThat(got.get(2)).isEqualTo(plain);
        }
    }

    @Test
    void superpacketAndPartialChecksumAreVisible() {
        try (PacketSocket near = PacketSocket.open(veth.near());
                PacketSocket far = net.far(() -> PacketSocket.open(veth.far()));
                Arena arena = Arena.ofConfined()) {
            int payload = 20_000;
            byte[] bytes = Frames.udp(payload);
            MemorySegment memory = arena.allocate(bytes.length);
            memory.copyFrom(MemorySegment.ofArray(bytes));
            assertThat(far.addOffloaded(memory, 0, bytes.length, true, GSO_UDP_L4, 42, 1000, 34, 6))
                    .isTrue();
            assertThat(far.flush())
                    .as("last error %s", Errno.name(far.lastError()))
                    .isEqualTo(1);
            Frames.await(() -> near.receive(1) == 1);
            assertThat(near.length(0)).isEqualTo(bytes.length);
            assertThat(Frames.bytes(near.memory(), near.address(0), near.length(0)))
                    .isEqualTo(bytes);
            assertThat(near.needsChecksum(0)).isTrue();
            assertThat(near.gsoType(0)).isEqualTo(GSO_UDP_L4);
            assertThat(near.gsoSize(0)).isEqualTo(1000);
            assertThat(near.headerLength(0)).isEqualTo(42);
            assertThat(near.csumStart(0)).isEqualTo(34);
            assertThat(near.csumOffset(0)).isEqualTo(6);
        }
    }

    @Test
    void vanishedDeviceGivesReturnCodes() {
        try (PacketSocket near = PacketSocket.open(veth.near());
                Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(64);
            net.delete(veth.near());
            Frames.await(() -> Errno.isDown(near.receive(32)) || sendFails(near, memory));
            assertThat(sendFails(near, memory)).isTrue();
            assertThat(near.receive(32)).isNotPositive();
        }
    }

    private static boolean sendFails(PacketSocket socket, MemorySegment memory) {
        socket.add(memory, 0, 60);
        return socket.flush() == 0 && Errno.isDown(socket.lastError());
    }

    @Test
    void deviceThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> PacketSocket.open("xdp-none"))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("xdp-none");
    }

    @Test
    void loopAllocatesNothing() {
        try (PacketSocket near = PacketSocket.open(veth.near());
                PacketSocket far = net.far(() -> PacketSocket.open(veth.far()));
                Umem umem = Umem.create(64, 2048)) {
            umem.memory().asSlice(0, 60).copyFrom(MemorySegment.ofArray(Frames.numbered(1, 60)));
            long[] counts = new long[2];
            Allocation.settlesToZero(() -> {
                for (int i = 0; i < 1_000; i++) {
                    far.add(umem.memory(), 0, 60);
                    counts[0] += far.flush();
                    counts[1] += near.receive(32);
                }
            });
            Frames.await(() -> {
                counts[1] += near.receive(32);
                return counts[0] == counts[1];
            });
        }
    }
}
