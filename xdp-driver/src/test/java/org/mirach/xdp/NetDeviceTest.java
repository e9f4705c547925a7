package org.mirach.xdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Facts and events of devices. */
final class NetDeviceTest {
    @Test
    void loopbackIsDescribed() {
        NetDevice lo = NetDevice.of("lo");
        assertThat(lo.ifindex()).isEqualTo(NetDevice.indexOf("lo")).isPositive();
        assertThat(NetDevice.nameOf(lo.ifindex())).isEqualTo("lo");
        assertThat(lo.mac()).isZero();
        assertThat(lo.mtu()).isGreaterThan(1500);
    }

    @Test
    void missingDeviceIsNamed() {
        assertThat(NetDevice.find("xdp-none")).isEmpty();
        assertThat(NetDevice.find("")).isEmpty();
        assertThat(NetDevice.find("a-name-that-is-too-long")).isEmpty();
        assertThatThrownBy(() -> NetDevice.of("xdp-none")).hasMessageContaining("xdp-none");
        assertThat(NetDevice.nameOf(Integer.MAX_VALUE)).isEqualTo("ifindex " + Integer.MAX_VALUE);
    }

    @Test
    @Tag("privileged")
    void vethIsDescribedAndChanged() {
        try (TestNet net = new TestNet()) {
            String near = net.veth(2).near();
            NetDevice.setMac(near, 0x020304050607L);
            NetDevice.setMtu(near, 1300);
            NetDevice device = NetDevice.of(near);
            assertThat(device.driver()).isEqualTo("veth");
            assertThat(device.macText()).isEqualTo("02:03:04:05:06:07");
            assertThat(device.mac()).isEqualTo(0x020304050607L);
            assertThat(device.mtu()).isEqualTo(1300);
            assertThat(device.rxQueues()).isEqualTo(2);
            assertThat(device.txQueues()).isEqualTo(2);
            assertThat(device.up()).isTrue();
            NetDevice.setUp(near, false);
            assertThat(NetDevice.of(near).up()).isFalse();
            assertThatThrownBy(() -> NetDevice.setMtu(near, 1))
                    .isInstanceOf(XdpException.class)
                    .hasMessageContaining(near)
                    .hasMessageContaining("EINVAL");
        }
    }

    @Test
    @Tag("privileged")
    void statisticsCount() {
        try (TestNet net = new TestNet()) {
            TestNet.Veth veth = net.veth();
            try (PacketSocket near = PacketSocket.open(veth.near())) {
                NetDeviceStatistics before = NetDevice.statistics(veth.near());
                Frames.send(near, Frames.numbered(1, 60), Frames.numbered(2, 60));
                NetDeviceStatistics after = NetDevice.statistics(veth.near());
                assertThat(after.txPackets() - before.txPackets()).isEqualTo(2);
                assertThat(after.txBytes() - before.txBytes()).isEqualTo(120);
            }
        }
    }

    @Test
    @Tag("privileged")
    void watcherTellsWhatAppearsChangesAndVanishes() {
        List<NetDeviceWatcher.Event> events = new CopyOnWriteArrayList<>();
        try (TestNet net = new TestNet()) {
            String early = net.veth().near();
            try (NetDeviceWatcher _ = NetDeviceWatcher.start(events::add)) {
                Frames.await(() -> appeared(events, early));
                String late = net.veth().near();
                Frames.await(() -> appeared(events, late));
                Frames.await(() -> events.stream()
                        .anyMatch(e -> e instanceof NetDeviceWatcher.Event.Changed c
                                && c.link().name().equals(late)
                                && c.link().running()
                                && !c.before().running()));
                NetDevice.setUp(late, false);
                Frames.await(() -> events.stream()
                        .anyMatch(e -> e instanceof NetDeviceWatcher.Event.Changed c
                                && c.link().name().equals(late)
                                && !c.link().up()
                                && c.before().up()));
                net.delete(late);
                Frames.await(() -> events.stream()
                        .anyMatch(e -> e instanceof NetDeviceWatcher.Event.Vanished v
                                && v.link().name().equals(late)));
            }
            int heard = events.size();
            net.veth();
            assertThat(events).hasSize(heard);
        }
    }

    @Test
    void watcherOutlivesAListenerThatFails() {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (NetDeviceWatcher _ = NetDeviceWatcher.start(event -> {
            heard.add(event.link().name());
            throw new IllegalStateException("on purpose");
        })) {
            Frames.await(() -> heard.containsAll(NetDevice.names()));
        }
    }

    private static boolean appeared(List<NetDeviceWatcher.Event> events, String name) {
        return events.stream()
                .anyMatch(e -> e instanceof NetDeviceWatcher.Event.Appeared a
                        && a.link().name().equals(name)
                        && a.link().mtu() == 1500
                        && a.link().mac() != 0);
    }
}
