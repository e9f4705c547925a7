package org.mirach.xdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bridge's own port. */
@Tag("privileged")
final class TapDeviceTest {
    private final String name = "xtap" + Long.toString(ProcessHandle.current().pid(), 36);

    @Test
    void framesGoBothWaysAndTheDeviceGoesWithTheObject() {
        try (TapDevice tap = TapDevice.create(name);
                Arena arena = Arena.ofConfined()) {
            TestNet.run("sysctl", "-qw", "net.ipv6.conf." + name + ".disable_ipv6=1");
            tap.setMac(0x02aabbccddeeL);
            tap.setMtu(1400);
            tap.setUp(true);
            NetDevice device = NetDevice.of(name);
            assertThat(device.macText()).isEqualTo("02:aa:bb:cc:dd:ee");
            assertThat(device.mtu()).isEqualTo(1400);
            assertThat(device.up()).isTrue();
            assertThat(device.driver()).isEqualTo("tun");
            assertThat(device.ifindex()).isEqualTo(tap.ifindex());
            try (PacketSocket host = PacketSocket.open(name)) {
                MemorySegment memory = arena.allocate(8192, 64);
                byte[] frame = Frames.numbered(5, 77);
                Frames.send(host, frame);
                assertThat(tap.read(memory, 2048, 2048)).isEqualTo(77);
                assertThat(Frames.bytes(memory, 2048, 77)).isEqualTo(frame);
                assertThat(tap.read(memory, 2048, 2048)).isZero();
                assertThat(tap.write(memory, 2048, 77)).isEqualTo(77);
                assertThat(Frames.receive(host, 1).getFirst()).isEqualTo(frame);
                loopAllocatesNothing(tap, memory);
            }
            tap.setUp(false);
            assertThat(tap.write(MemorySegment.ofAddress(0).reinterpret(0), 0, 0))
                    .isNegative();
        }
        assertThat(NetDevice.find(name)).isEmpty();
    }

    private static void loopAllocatesNothing(TapDevice tap, MemorySegment memory) {
        Allocation.settlesToZero(() -> {
            for (int i = 0; i < 1_000; i++) {
                tap.write(memory, 2048, 77);
                tap.read(memory, 4096, 2048);
            }
        });
    }

    @Test
    void takenNameIsRefusedWithTheMend() {
        try (TapDevice _ = TapDevice.create(name)) {
            assertThatThrownBy(() -> TapDevice.create(name))
                    .isInstanceOf(XdpException.class)
                    .hasMessageContaining("ip link del " + name);
        }
        assertThatThrownBy(() -> TapDevice.create("a-name-that-is-too-long"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
