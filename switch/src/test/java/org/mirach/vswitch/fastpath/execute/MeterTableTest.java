package org.mirach.vswitch.fastpath.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.flow.MeterSpec;
import org.mirach.vswitch.flow.MeterSpec.Band;
import org.mirach.vswitch.observe.MeterCounters;

/** Buckets that fill by the millisecond; several bands; many meters. */
class MeterTableTest {
    private static final long MS = 1_000_000L;

    private final MeterTable table = new MeterTable();

    private int passed(int meterId, int packets, int bytes, long nowNs) {
        int passed = 0;
        for (int i = 0; i < packets; i++) {
            passed += table.run(meterId, bytes, nowNs) == MeterTable.PASS ? 1 : 0;
        }
        return passed;
    }

    @Test
    void kilobitsAreThousandsOfBitsAndComeBackWithTime() {
        table.set(1, new MeterSpec(false, List.of(Band.drop(1000, 80))), new MeterCounters(1), 0);
        assertThat(passed(1, 20, 1000, 0)).isEqualTo(10); // 80,000 bits of burst
        assertThat(passed(1, 20, 1000, 7 * MS)).isZero(); // 7000 bits are not 8000
        assertThat(passed(1, 20, 1000, 8 * MS)).isEqualTo(1);
        assertThat(passed(1, 20, 1000, 10_000 * MS)).isEqualTo(10);
    }

    @Test
    void withoutABurstASecondsWorthIsOne() {
        table.set(1, new MeterSpec(true, List.of(Band.drop(5, 0))), new MeterCounters(1), 0);
        assertThat(passed(1, 20, 60, 0)).isEqualTo(5);
        assertThat(passed(1, 20, 60, 400 * MS)).isEqualTo(2);
    }

    @Test
    void theBandOfTheHighestRateExceededCounts() {
        MeterCounters counters = new MeterCounters(2);
        table.set(1, new MeterSpec(true, List.of(Band.remark(2, 2, 1), Band.drop(4, 4))), counters, 0);
        int[] verdicts = new int[6];
        for (int i = 0; i < 6; i++) {
            verdicts[i] = table.run(1, 100, 0);
        }
        assertThat(verdicts).containsExactly(0, 0, 1, 1, MeterTable.DROP, MeterTable.DROP);
        assertThat(counters.packets()).isEqualTo(6);
        assertThat(counters.bandPackets(0)).isEqualTo(2);
        assertThat(counters.bandPackets(1)).isEqualTo(2);
        assertThat(counters.bandBytes(1)).isEqualTo(200);
    }

    @Test
    void aClockThatGoesBackAndRatesThatAreExtremeDoNoHarm() {
        long max = 0xffffffffL;
        table.set(1, new MeterSpec(false, List.of(Band.drop(max, max), Band.drop(0, 0))), new MeterCounters(2), 0);
        assertThat(table.run(1, 1500, Long.MAX_VALUE)).isEqualTo(MeterTable.DROP); // a rate of 0 lets nothing pass
        assertThat(table.run(1, 1500, 0)).isEqualTo(MeterTable.DROP);
        table.set(1, new MeterSpec(false, List.of(Band.drop(max, max))), new MeterCounters(1), 0);
        assertThat(table.run(1, 1500, Long.MAX_VALUE)).isEqualTo(MeterTable.PASS);
        assertThat(table.run(1, 1500, -5)).isEqualTo(MeterTable.PASS);
    }

    @Test
    void metersComeAndGoAsInAMap() {
        Random random = new Random(7);
        Map<Integer, Boolean> expected = new HashMap<>();
        MeterSpec dropAll = new MeterSpec(true, List.of(Band.drop(0, 0)));
        MeterSpec dropNone = new MeterSpec(true, List.of());
        for (int i = 0; i < 20_000; i++) {
            int id = random.nextInt(200) * (random.nextBoolean() ? 1 : 0x01000193);
            switch (random.nextInt(3)) {
                case 0 -> {
                    table.remove(id);
                    expected.remove(id);
                }
                case 1 -> {
                    boolean drop = random.nextBoolean();
                    table.set(id, drop ? dropAll : dropNone, new MeterCounters(1), 0);
                    expected.put(id, drop);
                }
                default ->
                    assertThat(table.run(id, 10, 0))
                            .isEqualTo(expected.getOrDefault(id, false) ? MeterTable.DROP : MeterTable.PASS);
            }
        }
    }
}
