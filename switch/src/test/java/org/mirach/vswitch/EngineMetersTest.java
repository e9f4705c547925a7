package org.mirach.vswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.flow.MeterSpec;
import org.mirach.vswitch.observe.MeterCounters;
import org.mirach.vswitch.pipeline.meter.MeterBand;
import org.mirach.vswitch.pipeline.meter.MeterEntry;

class EngineMetersTest {
    private final List<EngineCommand> commands = new ArrayList<>();
    private final EngineMeters meters = new EngineMeters(commands::add);

    @Test
    void aMeterGoesToTheEngineWithTheCountersOfItsEntry() {
        MeterCounters counters = new MeterCounters(2);
        List<MeterBand> bands =
                List.of(new MeterBand(MeterBand.DROP, 10, 20, 0), new MeterBand(MeterBand.DSCP_REMARK, 5, 6, 2));
        meters.onMeter(new MeterEntry(7, MeterEntry.PKTPS | MeterEntry.BURST, bands, counters, 0));
        meters.onMeter(new MeterEntry(8, MeterEntry.KBPS, bands, counters, 0));
        meters.onMeterGone(7);
        assertThat(commands)
                .containsExactly(
                        new EngineCommand.SetMeter(
                                7,
                                new MeterSpec(
                                        true, List.of(MeterSpec.Band.drop(10, 20), MeterSpec.Band.remark(5, 6, 2))),
                                counters),
                        new EngineCommand.SetMeter(
                                8,
                                new MeterSpec(
                                        false, List.of(MeterSpec.Band.drop(10, 0), MeterSpec.Band.remark(5, 0, 2))),
                                counters),
                        new EngineCommand.RemoveMeter(7));
    }
}
