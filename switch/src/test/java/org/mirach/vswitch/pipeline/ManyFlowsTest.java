package org.mirach.vswitch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.Match;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.pipeline.match.MatchCompiler;

class ManyFlowsTest {
    private static final int FLOWS = 100_000;
    private static final int MILLION = 1_000_000;
    private static final int MAX_BYTES_A_FLOW = 600;

    @Test
    void aHundredThousandFlowsAreSmallAndQuick() {
        Pipeline pipeline = new Pipeline();
        fill(pipeline); // warms up
        pipeline.apply(FlowSyntax.change(FlowModCommand.DELETE, "table=255")
                .openFlow13(0, 0)
                .build());
        long before = usedBytes();
        long start = System.nanoTime();
        fill(pipeline);
        long tookNs = System.nanoTime() - start;
        long bytesAFlow = (usedBytes() - before) / FLOWS;
        assertThat(bytesAFlow).isLessThan(MAX_BYTES_A_FLOW);
        assertThat(tookNs).isLessThan(20_000_000_000L);
        assertThat(pipeline.tableStats(0).activeCount()).isEqualTo(FLOWS);
        long[] key = MatchCompiler.compile(match(77)).fullKey();
        assertThat(pipeline.newReader()
                        .<Long>read(view ->
                                view.lookup(0, key, new long[KeyLayout.WORDS]).cookie()))
                .isEqualTo(77);
    }

    @Test
    void aMillionFlowsFitInHalfAGigabyte() {
        Pipeline pipeline = new Pipeline();
        pipeline.table(0).maxEntries(MILLION);
        long before = usedBytes();
        pipeline.batch(() -> fill(pipeline, MILLION));
        long bytesAFlow = (usedBytes() - before) / MILLION;

        assertThat(bytesAFlow).isLessThan(MAX_BYTES_A_FLOW);
        assertThat(pipeline.tableStats(0).activeCount()).isEqualTo(MILLION);
        long[] key = MatchCompiler.compile(match(777_777)).fullKey();
        assertThat(pipeline.<Long>read(
                        view -> view.lookup(0, key, new long[KeyLayout.WORDS]).cookie()))
                .isEqualTo(777_777);
    }

    private static void fill(Pipeline pipeline) {
        fill(pipeline, FLOWS);
    }

    private static void fill(Pipeline pipeline, int count) {
        for (int i = 0; i < count; i++) {
            pipeline.apply(FlowChange.builder(FlowModCommand.ADD)
                    .match(match(i))
                    .actions(new Action.Output(2))
                    .openFlow10(i, 0, 0)
                    .build());
        }
    }

    private static Match match(int i) {
        return Match.builder()
                .exact(Field.ETH_TYPE, 0x800)
                .exact(Field.IP_PROTO, 6)
                .exact(Field.IN_PORT, 1)
                .exact(Field.IPV4_SRC, 0x0a000000L + i)
                .exact(Field.IPV4_DST, 0x0b000000L + i)
                .exact(Field.TCP_DST, i & 0xffff)
                .build();
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
