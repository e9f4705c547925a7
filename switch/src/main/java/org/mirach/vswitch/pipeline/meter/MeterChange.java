package org.mirach.vswitch.pipeline.meter;

import java.util.List;

/**
 * One meter_mod. Immutable.
 *
 * @param meterId 1 to {@link MeterTable#MAX_METER_ID}, or a virtual meter; for deletes also {@link MeterTable#ALL_METERS}
 */
public record MeterChange(Command command, int meterId, int flags, List<MeterBand> bands) {
    public MeterChange {
        bands = List.copyOf(bands);
    }

    /** What to do with the meter; the ordinals are the wire's numbers. */
    public enum Command {
        ADD,
        MODIFY,
        /** Also the flow entries that name it; without effect where it is not there. */
        DELETE
    }

    public static MeterChange delete(int meterId) {
        return new MeterChange(Command.DELETE, meterId, 0, List.of());
    }
}
