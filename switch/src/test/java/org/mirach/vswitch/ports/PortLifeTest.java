package org.mirach.vswitch.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.ports.VethForwardingTest.Way;
import org.mirach.xdp.XdpException;

/** Ports that come, go and vanish while packets flow. */
@Tag("privileged")
class PortLifeTest {
    /** UDP from h1 to h2 that does not stop: no answer is needed for it. */
    private static Process blast(VethPair veths) {
        veths.in(1, "ip neigh replace 10.9.0.2 lladdr 02:00:00:00:00:02 dev eth0 nud permanent");
        return Shell.start("ip netns exec " + veths.host(1)
                + " bash -c 'while :; do head -c 600000 /dev/zero > /dev/udp/10.9.0.2/9999; done'");
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(condition);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aPortRemovedAndAddedUnderTrafficLosesNoFrame(Way way) throws InterruptedException {
        try (VethPair veths = new VethPair("r" + way.ordinal());
                RunningEngine running = new RunningEngine()) {
            running.addPort(1, way.spec(veths.device(1)));
            PortDevice out = running.addPort(2, way.spec(veths.device(2)));
            running.connect(0, 1, 2);
            running.connect(1, 2, 1);
            Process blast = blast(veths);
            try {
                for (int round = 0; round < 5; round++) {
                    long sent = running.engine.portCounters(2).txPackets();
                    await(() -> running.engine.portCounters(2).txPackets() > sent + 500);
                    running.removePort(2, out);
                    long gone = running.engine.drops().packets(DropReason.OUTPUT_PORT_GONE);
                    await(() -> running.engine.drops().packets(DropReason.OUTPUT_PORT_GONE) > gone + 500);
                    out = running.addPort(2, way.spec(veths.device(2)));
                }
                assertThat(out.linkUp()).isTrue();
            } finally {
                blast.destroy();
                blast.waitFor();
            }
            assertThat(veths.in(1, "ping -c 3 -i 0.05 -W 1 10.9.0.2")).contains(" 0% packet loss");
            assertThat(running.stopAndCountFreeFrames()).isEqualTo(8192);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aDeviceThatVanishesUnderTrafficIsALinkThatIsDown(Way way) throws InterruptedException {
        try (VethPair veths = new VethPair("v" + way.ordinal());
                RunningEngine running = new RunningEngine()) {
            PortDevice in = running.addPort(1, way.spec(veths.device(1)));
            PortDevice out = running.addPort(2, way.spec(veths.device(2)));
            running.connect(0, 1, 2);
            Process blast = blast(veths);
            try {
                await(() -> running.engine.portCounters(2).txPackets() > 500);
                Shell.ok("ip link del " + veths.device(2));
                await(() -> !out.linkUp());
                long received = running.engine.portCounters(1).rxPackets();
                await(() -> running.engine.portCounters(1).rxPackets() > received + 2000);
                await(() -> running.engine.drops().packets(DropReason.OUTPUT_PORT_DOWN)
                                + running.engine.drops().packets(DropReason.TX_ERROR)
                        > 500);
                assertThat(in.linkUp()).isTrue();
                Shell.ok("ip link del " + veths.device(1));
                await(() -> !in.linkUp());
            } finally {
                blast.destroy();
                blast.waitFor();
            }
            running.removePort(2, out);
            running.removePort(1, in);
            assertThat(running.stopAndCountFreeFrames()).isEqualTo(8192);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aDeviceThatGoesDownAndUpSendsAgain(Way way) {
        try (VethPair veths = new VethPair("d" + way.ordinal());
                RunningEngine running = new RunningEngine()) {
            running.addPort(1, way.spec(veths.device(1)));
            PortDevice out = running.addPort(2, way.spec(veths.device(2)));
            running.connect(0, 1, 2);
            running.connect(1, 2, 1);
            veths.in(1, "ip neigh replace 10.9.0.2 lladdr 02:00:00:00:00:02 dev eth0 nud permanent");
            Shell.ok("ip link set " + veths.device(2) + " down");
            Shell.run("ip netns exec " + veths.host(1) + " ping -c 10 -i 0.02 -W 0.2 10.9.0.2");
            assertThat(out.linkUp()).isFalse();
            assertThat(running.engine.drops().packets(DropReason.OUTPUT_PORT_DOWN)
                            + running.engine.drops().packets(DropReason.TX_ERROR))
                    .isPositive();
            Shell.ok("ip link set " + veths.device(2) + " up");
            await(() -> Shell.run("ip netns exec " + veths.host(1) + " ping -c 1 -W 0.3 10.9.0.2")
                            .exit()
                    == 0);
            assertThat(veths.in(1, "ping -c 3 -i 0.05 -W 1 10.9.0.2")).contains(" 0% packet loss");
        }
    }

    @Test
    void aTapPortCarriesTheHostsOwnTraffic() {
        try (VethPair veths = new VethPair("t0");
                RunningEngine running = new RunningEngine()) {
            running.addPort(1, Way.NATIVE.spec(veths.device(1)));
            PortSpec local =
                    new PortSpec("fp-t0-local", "", PortSpec.Kind.TAP, PortSpec.Mode.BEST_EFFORT, 0x0200000000aaL);
            PortDevice tap = running.addPort(-2, local);
            running.connect(0, 1, -2);
            running.connect(1, -2, 1);
            assertThat(tap.hwAddr()).isEqualTo(0x0200000000aaL);
            assertThat(tap.linkUp()).isTrue();
            Shell.ok("ip netns add fp-t0-own && ip link set fp-t0-local netns fp-t0-own");
            try {
                Shell.ok("ip netns exec fp-t0-own ip link set fp-t0-local up");
                Shell.ok("ip netns exec fp-t0-own ip addr add 10.9.0.9/24 dev fp-t0-local");
                assertThat(veths.in(1, "ping -c 3 -i 0.05 -W 1 10.9.0.9")).contains(" 0% packet loss");
                Process server = Shell.start("ip netns exec fp-t0-own iperf3 -s -1");
                await(() -> Shell.run("ip netns exec " + veths.host(1) + " iperf3 -c 10.9.0.9 -n 3M")
                                .exit()
                        == 0);
                server.destroy();
            } finally {
                Shell.run("ip netns del fp-t0-own");
            }
            assertThat(running.stopAndCountFreeFrames()).isEqualTo(8192);
        }
    }

    @Test
    void aDeviceThatIsNotThereIsRefusedWithItsName() {
        try (EngineMemory memory = EngineMemory.create(64, 2048)) {
            assertThatThrownBy(() -> PortDevices.open(PortSpec.afxdp("fp-none"), memory))
                    .isInstanceOf(XdpException.class)
                    .hasMessageContaining("fp-none");
        }
    }
}
