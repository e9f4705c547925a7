package org.mirach.vswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.conf.ConfigLoader;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.vswitch.config.SwitchConfig;
import org.mirach.vswitch.pipeline.FlowChange;
import org.mirach.vswitch.pipeline.FlowFilter;
import org.mirach.vswitch.pipeline.FlowSyntax;
import org.mirach.vswitch.ports.memory.MemoryDevice;

/**
 * While one message changes 100,000 entries, packets come out, those too that miss and are looked up in the table that
 * changes, and echo requests are answered when the message is done. The bounds leave room for a busy machine: found were
 * 80 ms for the slowest packet and 490 ms for the echo in a process that had just begun.
 */
class LargeChangeTest {
    private static final int FLOWS = 100_000;
    private static final Duration PACKET_BOUND = Duration.ofMillis(500);
    /** Were they to wait for the change, one would come out at its end. */
    private static final int MEANWHILE = 5;

    private static final Duration ECHO_BOUND = Duration.ofMillis(3_000);

    private VSwitch vswitch;
    private SocketChannel peer;
    private int packets;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        String text = """
            run-dir: %s
            bridge:
              name: br0
              local-port: false
              ports:
                - {name: p1, port-no: 1, type: dummy}
                - {name: p2, port-no: 2, type: dummy}
            engine: {frame-count: 1024}
            """.formatted(directory);
        vswitch = VSwitch.start(ConfigLoader.parse("switch.yaml", text, SwitchConfig.class, Map.of()), true, "test");
        peer = SocketChannel.open(StandardProtocolFamily.UNIX);
        peer.connect(UnixDomainSocketAddress.of(directory.resolve("br0.mgmt")));
        send("0400000800000001");
        receive();
        change(FlowSyntax.add("table=0,in_port=1,actions=output:2,resubmit(,1)"));
        VSwitch.await(
                vswitch.onAgent(() -> {
                    vswitch.pipeline().batch(() -> {
                        for (int i = 0; i < FLOWS; i++) {
                            vswitch.pipeline()
                                    .apply(FlowSyntax.add("table=1,ip,nw_dst=10.1." + (i >> 8 & 255) + "." + (i & 255)
                                            + ",nw_src=10.0.0." + (i >> 16) + ",actions=drop"));
                        }
                    });
                    return CompletableFuture.completedFuture(null);
                }),
                Duration.ofSeconds(60));
        assertThat(flows()).isEqualTo(FLOWS + 1);
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        vswitch.close();
    }

    private CompletableFuture<Object> change(FlowChange change) {
        return vswitch.onAgent(
                () -> CompletableFuture.completedFuture(vswitch.pipeline().apply(change)));
    }

    private int flows() {
        return vswitch.pipeline().flows(FlowFilter.ALL).size();
    }

    private void send(String hex) throws IOException {
        peer.write(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    private int receive() throws IOException {
        ByteBuffer message = ByteBuffer.allocate(8);
        while (message.hasRemaining()) {
            if (peer.read(message) < 0) {
                throw new IOException("closed");
            }
        }
        message.flip().position(8);
        for (int rest = message.getShort(2) - 8; rest > 0; rest--) {
            peer.read(ByteBuffer.allocate(1));
        }
        return message.get(1);
    }

    private MemoryDevice device(String name) {
        return (MemoryDevice) VSwitch.await(
                vswitch.onAgent(() -> CompletableFuture.completedFuture(
                        vswitch.ports().named(name).device())),
                Duration.ofSeconds(5));
    }

    /** One packet to an address of its own; how long it takes to come out. */
    private long packetNs(MemoryDevice in, MemoryDevice out) {
        long sent = out.sentPackets();
        String destination = HexFormat.of().toHexDigits((short) packets++);
        long startNs = System.nanoTime();
        in.inject(HexFormat.of()
                .parseHex("ffffffffffff0011223344550800" + "4500001c000000004011" + "66cf" + "0a000000" + "0a01"
                        + destination + "000100020008dead"));
        while (out.sentPackets() == sent && System.nanoTime() - startNs < 2 * PACKET_BOUND.toNanos()) {
            LockSupport.parkNanos(50_000);
        }
        return System.nanoTime() - startNs;
    }

    @Test
    void neitherPacketsNorEchoesStall() throws Exception {
        MemoryDevice in = device("p1");
        MemoryDevice out = device("p2");
        assertThat(packetNs(in, out)).isLessThan(PACKET_BOUND.toNanos());
        check(
                FlowSyntax.change(FlowModCommand.MODIFY, "table=1,ip,actions=output:1")
                        .build(),
                in,
                out);
        assertThat(flows()).isEqualTo(FLOWS + 1);
        check(FlowSyntax.change(FlowModCommand.DELETE, "table=1").build(), in, out);
        assertThat(flows()).isEqualTo(1);
    }

    private void check(FlowChange change, MemoryDevice in, MemoryDevice out) throws Exception {
        CompletableFuture<Object> changed = change(change);
        long askedNs = System.nanoTime();
        CompletableFuture<Long> echo = CompletableFuture.supplyAsync(() -> {
            try {
                send("0402000800000002");
                assertThat(receive()).isEqualTo(3);
                return System.nanoTime() - askedNs;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        long worstNs = 0;
        int during = 0;
        do {
            worstNs = Math.max(worstNs, packetNs(in, out));
            during += changed.isDone() ? 0 : 1;
        } while (!changed.isDone() || !echo.isDone());
        assertThat(worstNs).isLessThan(PACKET_BOUND.toNanos());
        assertThat(during).as("packets that came out meanwhile").isGreaterThanOrEqualTo(MEANWHILE);
        assertThat(echo.get(1, TimeUnit.SECONDS)).isLessThan(ECHO_BOUND.toNanos());
    }
}
