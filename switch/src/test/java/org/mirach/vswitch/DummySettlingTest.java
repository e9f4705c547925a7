package org.mirach.vswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.conf.ConfigLoader;
import org.mirach.vswitch.admin.CommandException;
import org.mirach.vswitch.config.SwitchConfig;
import org.mirach.vswitch.pipeline.FlowSyntax;

/** What was injected has come out when a dummy switch says that it has settled, with the machine's cores busy. */
class DummySettlingTest {
    private static final int PACKETS = 100;
    private static final int BUSY = 3;

    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> busy = new ArrayList<>();
    private VSwitch vswitch;

    @BeforeEach
    void start(@TempDir Path directory) {
        String text = """
            run-dir: %s
            bridge:
              name: br0
              local-port: false
              ports:
                - {name: p1, port-no: 1, type: dummy}
                - {name: p2, port-no: 2, type: dummy}
            engine: {frame-count: 1024, flow-capacity: 4096}
            """.formatted(directory);
        vswitch = VSwitch.start(ConfigLoader.parse("switch.yaml", text, SwitchConfig.class, Map.of()), true, "test");
        for (int i = 0; i < BUSY; i++) {
            busy.add(Thread.ofPlatform().daemon().start(() -> {
                while (!over.get()) {
                    Thread.onSpinWait();
                }
            }));
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        over.set(true);
        for (Thread thread : busy) {
            thread.join();
        }
        vswitch.close();
    }

    private String run(String... words) throws CommandException {
        return vswitch.commands().run(words[0], List.of(words).subList(1, words.length));
    }

    private void add(String flow) {
        VSwitch.await(
                vswitch.onAgent(() ->
                        CompletableFuture.completedFuture(vswitch.pipeline().apply(FlowSyntax.add(flow)))),
                Duration.ofSeconds(5));
    }

    @Test
    void aPacketThatMissesTwiceHasComeOut() throws CommandException {
        add("table=0,priority=1,ip,actions=ct(table=1)");
        add("table=1,priority=1,ct_state=0x20/0x20,ip,actions=output:2");
        int late = 0;
        for (int i = 0; i < PACKETS; i++) {
            String packet = "ffffffffffff0011223344550800" + "4500001c00000000401166cf" + "0a0000010a000002"
                    + HexFormat.of().toHexDigits((short) (i + 1)) + "000200080000";
            run("revalidator/purge");
            run("netdev-dummy/receive", "p1", packet);
            run("netdev-dummy/settle");
            if (!run("netdev-dummy/sent", "p2").equals(packet + "\n")) {
                late++;
            }
        }
        assertThat(vswitch.slowPath().upcalls().packetCount()).isEqualTo(2L * PACKETS);
        assertThat(late).isZero();
    }
}
