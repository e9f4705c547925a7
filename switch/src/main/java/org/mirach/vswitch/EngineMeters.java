package org.mirach.vswitch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.flow.MeterSpec;
import org.mirach.vswitch.pipeline.meter.MeterBand;
import org.mirach.vswitch.pipeline.meter.MeterEntry;
import org.mirach.vswitch.pipeline.meter.MeterListener;

/**
 * Takes the pipeline's meters to the engine. The engine has a meter before it has a cached flow that names it, because
 * commands are applied in order.
 *
 * <p><b>Threads:</b> the agent's; it waits where the engine's inbox is full.
 *
 * @param engine takes commands, none of which may be lost
 */
record EngineMeters(Consumer<EngineCommand> engine) implements MeterListener {
    @Override
    public void onMeter(MeterEntry meter) {
        List<MeterSpec.Band> bands = new ArrayList<>();
        for (MeterBand band : meter.bands()) {
            bands.add(
                    band.type() == MeterBand.DROP
                            ? MeterSpec.Band.drop(band.rate(), burst(meter, band))
                            : MeterSpec.Band.remark(band.rate(), burst(meter, band), band.precedenceLevel()));
        }
        engine.accept(
                new EngineCommand.SetMeter(meter.meterId(), new MeterSpec(meter.inPackets(), bands), meter.counters()));
    }

    private static long burst(MeterEntry meter, MeterBand band) {
        return (meter.flags() & MeterEntry.BURST) != 0 ? band.burstSize() : 0;
    }

    @Override
    public void onMeterGone(int meterId) {
        engine.accept(new EngineCommand.RemoveMeter(meterId));
    }
}
