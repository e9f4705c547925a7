package org.mirach.vswitch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowRemovedReason;
import org.mirach.openflow.model.Instruction;
import org.mirach.vswitch.pipeline.meter.MeterBand;
import org.mirach.vswitch.pipeline.meter.MeterChange;
import org.mirach.vswitch.pipeline.meter.MeterChange.Command;
import org.mirach.vswitch.pipeline.meter.MeterEntry;
import org.mirach.vswitch.pipeline.meter.MeterListener;
import org.mirach.vswitch.pipeline.meter.MeterTable;

class MetersTest {
    private static final MeterBand DROP = new MeterBand(MeterBand.DROP, 1000, 0, 0);

    private long nowNs = 1;
    private final Pipeline pipeline = new Pipeline(() -> nowNs);
    private final List<RemovedFlow> removed = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    MetersTest() {
        pipeline.addRemovalListener(removed::addAll);
        pipeline.addMeterListener(new MeterListener() {
            @Override
            public void onMeter(MeterEntry meter) {
                told.add(meter.meterId() + " at " + meter.bands().getFirst().rate());
            }

            @Override
            public void onMeterGone(int meterId) {
                told.add(meterId + " gone");
            }
        });
    }

    @Test
    void engineIsToldOfMeters() {
        apply(Command.ADD, 3, MeterEntry.KBPS, DROP);
        apply(Command.MODIFY, 3, MeterEntry.KBPS, new MeterBand(MeterBand.DROP, 5, 0, 0));
        pipeline.apply(MeterChange.delete(3));
        pipeline.apply(MeterChange.delete(3));
        assertThat(told).containsExactly("3 at 1000", "3 at 5", "3 gone");
    }

    @Test
    void badMetersAreRefusedWithTheErrorsOfOpenVSwitch() {
        apply(Command.ADD, 3, MeterEntry.KBPS, DROP);
        assertThat(error(Command.ADD, 3, 1, DROP)).isEqualTo(OfError.OFPMMFC_METER_EXISTS);
        assertThat(error(Command.MODIFY, 4, 1, DROP)).isEqualTo(OfError.OFPMMFC_UNKNOWN_METER);
        assertThat(error(Command.ADD, 0, 1, DROP)).isEqualTo(OfError.OFPMMFC_INVALID_METER);
        assertThat(error(Command.ADD, 0xffff0001, 1, DROP)).isEqualTo(OfError.OFPMMFC_INVALID_METER);
        assertThat(error(Command.ADD, 4, 3, DROP)).isEqualTo(OfError.OFPMMFC_BAD_FLAGS);
        assertThat(error(Command.ADD, 4, 0x11, DROP)).isEqualTo(OfError.OFPMMFC_BAD_FLAGS);
        assertThat(error(Command.ADD, 4, 1, new MeterBand(7, 1, 1, 0))).isEqualTo(OfError.OFPMMFC_BAD_BAND);
        assertThat(error(Command.ADD, 4, 1, new MeterBand(MeterBand.DROP, 0, 1, 0)))
                .isEqualTo(OfError.OFPMMFC_BAD_RATE);
        assertThat(error(Command.ADD, 4, 1, Collections.nCopies(9, DROP).toArray(MeterBand[]::new)))
                .isEqualTo(OfError.OFPMMFC_OUT_OF_BANDS);
        pipeline.meters().maxMeters(1);
        assertThat(error(Command.ADD, 4, 1, DROP)).isEqualTo(OfError.OFPMMFC_OUT_OF_METERS);
        assertThat(told).containsExactly("3 at 1000");
    }

    @Test
    void virtualMetersCanBeSet() {
        apply(Command.ADD, MeterTable.CONTROLLER, MeterEntry.PKTPS, DROP);
        apply(Command.ADD, MeterTable.SLOWPATH, MeterEntry.PKTPS, DROP);
        assertThat(pipeline.meters().all(pipeline.version())).hasSize(2);
    }

    @Test
    void aDeletedMeterTakesItsFlowEntriesAlong() {
        assertThat(addMetered("tcp", 3))
                .isInstanceOfSatisfying(
                        FlowModResult.Refused.class,
                        refused -> assertThat(refused.error()).isEqualTo(OfError.OFPMMFC_INVALID_METER));
        apply(Command.ADD, 3, MeterEntry.KBPS, DROP);
        assertThat(addMetered("tcp", 3)).isInstanceOf(FlowModResult.Applied.class);
        assertThat(pipeline.meterReferences(3)).isEqualTo(1);
        pipeline.apply(MeterChange.delete(MeterTable.ALL_METERS));
        assertThat(removed).extracting(RemovedFlow::reason).containsExactly(FlowRemovedReason.METER_DELETE);
        assertThat(pipeline.flows(FlowFilter.ALL)).isEmpty();
    }

    @Test
    void aModifiedMeterCountsAnewButIsAsOldAsItWas() {
        apply(Command.ADD, 3, MeterEntry.KBPS, DROP);
        meter(3).counters().add(2, 200);
        meter(3).counters().addBand(0, 1, 100);
        assertThat(meter(3).counters().bandBytes(0)).isEqualTo(100);
        nowNs = 9;
        apply(Command.MODIFY, 3, MeterEntry.KBPS, DROP, DROP);
        assertThat(meter(3).counters().packets()).isZero();
        assertThat(meter(3).counters().bandPackets(1)).isZero();
        assertThat(meter(3).createdNs()).isEqualTo(1);
        assertThat(meter(3).bands().getFirst().burstSize()).isEqualTo(1000);
    }

    private FlowModResult addMetered(String match, int meterId) {
        return pipeline.apply(FlowSyntax.change(FlowModCommand.ADD, match)
                .instructions(List.of(new Instruction.Meter(meterId)))
                .build());
    }

    private MeterEntry meter(int meterId) {
        return pipeline.meters().get(meterId, pipeline.version());
    }

    private void apply(Command command, int meterId, int flags, MeterBand... bands) {
        assertThat(pipeline.apply(new MeterChange(command, meterId, flags, List.of(bands))))
                .isInstanceOf(FlowModResult.Applied.class);
    }

    private OfError error(Command command, int meterId, int flags, MeterBand... bands) {
        return ((FlowModResult.Refused) pipeline.apply(new MeterChange(command, meterId, flags, List.of(bands))))
                .error();
    }
}
