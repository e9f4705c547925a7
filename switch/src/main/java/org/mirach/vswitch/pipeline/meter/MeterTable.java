package org.mirach.vswitch.pipeline.meter;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.mirach.openflow.error.OfError;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.observe.MeterCounters;
import org.mirach.vswitch.pipeline.version.VersionedMap;

/**
 * The meters of the switch, by the rules of Open vSwitch; it also has what that lacks in its userspace datapath: bands that
 * remark the DSCP.
 *
 * <p>The pipeline drives it: flow entries that name a deleted meter go with it.
 *
 * <p><b>Threads:</b> the agent thread changes; any thread calls {@link #get} and {@link #all} for a version it holds.
 */
@RunsOn(Role.AGENT)
public final class MeterTable {
    public static final int MAX_METER_ID = 0xffff0000;
    /** Virtual meter of packets that the slow path handles. */
    public static final int SLOWPATH = 0xfffffffd;
    /** Virtual meter of packets that go to a controller. */
    public static final int CONTROLLER = 0xfffffffe;
    /** In requests: all meters. */
    public static final int ALL_METERS = 0xffffffff;

    public static final int DEFAULT_MAX_METERS = 1 << 18;
    public static final int MAX_BANDS = 8;
    private static final int KNOWN_FLAGS = MeterEntry.KBPS | MeterEntry.PKTPS | MeterEntry.BURST | MeterEntry.STATS;

    private final VersionedMap<MeterEntry> meters = new VersionedMap<>();
    private final LongSupplier nanoTime;
    private int maxMeters = DEFAULT_MAX_METERS;

    /** @param nanoTime as {@code System.nanoTime} */
    public MeterTable(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The meter at {@code version}, or null. */
    @RunsOn(Role.ANY)
    public MeterEntry get(int meterId, long version) {
        return meters.get(meterId, version);
    }

    /** The meters of {@code version}, by growing id. */
    @RunsOn(Role.ANY)
    public List<MeterEntry> all(long version) {
        return meters.all(version);
    }

    public int maxMeters() {
        return maxMeters;
    }

    /** Sets how many meters there may be. Meters that are there stay. */
    public void maxMeters(int count) {
        maxMeters = count;
    }

    /**
     * Executes anything but a delete.
     *
     * @param undo is handed each step that takes the change back
     * @return why it was refused, with nothing changed; or null
     */
    public OfError apply(MeterChange change, long version, Consumer<Runnable> undo) {
        OfError error = check(change);
        if (error != null) {
            return error;
        }
        MeterEntry old = meters.get(change.meterId(), version);
        error = switch (change.command()) {
            case ADD -> old != null ? OfError.OFPMMFC_METER_EXISTS : full() ? OfError.OFPMMFC_OUT_OF_METERS : null;
            case MODIFY -> old == null ? OfError.OFPMMFC_UNKNOWN_METER : null;
            case DELETE -> throw new IllegalArgumentException("the pipeline deletes meters");
        };
        if (error == null) {
            error = checkBands(change);
        }
        if (error == null) {
            long createdNs = old == null ? nanoTime.getAsLong() : old.createdNs();
            MeterCounters counters = new MeterCounters(change.bands().size());
            MeterEntry meter = new MeterEntry(change.meterId(), change.flags(), change.bands(), counters, createdNs);
            undo.accept(meters.put(change.meterId(), meter, version));
        }
        return error;
    }

    private boolean full() {
        return meters.count() >= maxMeters;
    }

    private static OfError check(MeterChange change) {
        if ((change.flags() & (MeterEntry.KBPS | MeterEntry.PKTPS)) == (MeterEntry.KBPS | MeterEntry.PKTPS)) {
            return OfError.OFPMMFC_BAD_FLAGS;
        }
        for (MeterBand band : change.bands()) {
            if (band.type() != MeterBand.DROP && band.type() != MeterBand.DSCP_REMARK) {
                return OfError.OFPMMFC_BAD_BAND;
            }
        }
        boolean virtual = change.meterId() == SLOWPATH || change.meterId() == CONTROLLER;
        if (change.meterId() == 0 || Integer.compareUnsigned(change.meterId(), MAX_METER_ID) > 0 && !virtual) {
            return OfError.OFPMMFC_INVALID_METER;
        }
        return change.bands().size() > MAX_BANDS ? OfError.OFPMMFC_OUT_OF_BANDS : null;
    }

    private static OfError checkBands(MeterChange change) {
        if ((change.flags() & ~KNOWN_FLAGS) != 0) {
            return OfError.OFPMMFC_BAD_FLAGS;
        }
        for (MeterBand band : change.bands()) {
            if (band.rate() == 0) {
                return OfError.OFPMMFC_BAD_RATE;
            }
        }
        return null;
    }

    /** Takes a meter out of force from {@code version} on. */
    public void remove(MeterEntry meter, long version, Consumer<Runnable> undo) {
        undo.accept(meters.remove(meter.meterId(), version));
    }

    /** Lets go of what no reader can see. */
    public void reclaim(long oldestReader) {
        meters.reclaim(oldestReader);
    }
}
