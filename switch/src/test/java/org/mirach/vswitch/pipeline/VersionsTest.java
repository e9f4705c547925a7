package org.mirach.vswitch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.pipeline.table.FlowEntry;

class VersionsTest {
    private static final int ROUNDS = 20_000;

    /** The writer swaps two entries for two others, batch by batch; their cookies always tell the same round. */
    @Test
    void readersSeeTheOldOrTheNewNeverAMixture() throws InterruptedException {
        Pipeline pipeline = new Pipeline();
        swap(pipeline, 0);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<String> wrong = new AtomicReference<>();
        AtomicLong reads = new AtomicLong();
        Thread[] readers = new Thread[2];
        for (int i = 0; i < readers.length; i++) {
            readers[i] = Thread.ofPlatform().start(() -> read(pipeline, done, wrong, reads));
        }
        for (int round = 1; round <= ROUNDS || reads.get() < 1000; round++) {
            swap(pipeline, round);
        }
        done.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(wrong.get()).isNull();
        assertThat(reads.get()).isGreaterThanOrEqualTo(1000);
    }

    private static void swap(Pipeline pipeline, int round) {
        pipeline.batch(() -> {
            pipeline.apply(FlowSyntax.change(FlowModCommand.DELETE, "table=255")
                    .openFlow13(0, 0)
                    .build());
            String shape = round % 3 == 0 ? "in_port=1" : "in_port=1,eth_type=0";
            pipeline.apply(FlowSyntax.add(
                    "cookie=" + round + ",table=0,priority=" + round % 7 + "," + shape + ",actions=drop"));
            pipeline.apply(FlowSyntax.add("cookie=" + round + ",table=1,in_port=1,actions=drop"));
        });
    }

    private static void read(Pipeline pipeline, AtomicBoolean done, AtomicReference<String> wrong, AtomicLong reads) {
        PipelineReader reader = pipeline.newReader();
        long[] key = new long[KeyLayout.WORDS];
        key[KeyLayout.W_IN_PORT] = 1L << 32;
        while (!done.get()) {
            String problem = reader.read(view -> {
                FlowEntry first = view.lookup(0, key, new long[KeyLayout.WORDS]);
                FlowEntry second = view.lookup(1, key, new long[KeyLayout.WORDS]);
                return first == null || second == null || first.cookie() != second.cookie()
                        ? first + " and " + second + " at " + view.version()
                        : null;
            });
            reads.incrementAndGet();
            if (problem != null) {
                wrong.set(problem);
                return;
            }
        }
    }

    @Test
    void whatAReaderSeesStaysLinkedWhileItReads() {
        Pipeline pipeline = new Pipeline();
        pipeline.apply(FlowSyntax.add("cookie=1,in_port=1,actions=drop"));
        long[] key = new long[KeyLayout.WORDS];
        key[KeyLayout.W_IN_PORT] = 1L << 32;
        PipelineReader reader = pipeline.newReader();
        reader.read(view -> {
            pipeline.apply(FlowSyntax.change(FlowModCommand.DELETE, "table=255")
                    .openFlow13(0, 0)
                    .build());
            assertThat(pipeline.oldestReader()).isEqualTo(view.version());
            assertThat(view.lookup(0, key, new long[KeyLayout.WORDS]).cookie()).isEqualTo(1);
            return null;
        });
        assertThat(reader.<FlowEntry>read(view -> view.lookup(0, key, new long[KeyLayout.WORDS])))
                .isNull();
    }
}
