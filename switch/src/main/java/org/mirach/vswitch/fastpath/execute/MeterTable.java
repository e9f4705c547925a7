package org.mirach.vswitch.fastpath.execute;

import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.flow.MeterSpec;
import org.mirach.vswitch.observe.MeterCounters;

/**
 * The meters of an engine, by number: a hash table with open addressing, because meter numbers have 32 bits.
 *
 * <p><b>Threads:</b> the engine thread only.
 *
 * <p><b>Invariant:</b> at most half of the slots are taken.
 */
@RunsOn(Role.ENGINE)
public final class MeterTable {
    /** The packet goes on. */
    public static final int PASS = 0;
    /** The packet is dropped. */
    public static final int DROP = MeterSpec.Band.DROPS;

    private int[] ids = new int[16];
    private Meter[] meters = new Meter[16];
    private int count;

    /**
     * Runs a packet through a meter; one that is not there lets all pass, as in Open vSwitch.
     *
     * @return {@link #PASS}, {@link #DROP}, or by how much its drop precedence is to be raised
     */
    public int run(int meterId, int lengthBytes, long nowNs) {
        Meter meter = meters[slot(meterId)];
        return meter == null ? PASS : meter.run(lengthBytes, nowNs);
    }

    /** Adds a meter, or replaces the one of this number: its buckets are full. */
    public void set(int meterId, MeterSpec spec, MeterCounters counters, long nowNs) {
        int slot = slot(meterId);
        if (meters[slot] == null) {
            if (++count * 2 > ids.length) {
                grow();
                slot = slot(meterId);
            }
            ids[slot] = meterId;
        }
        meters[slot] = new Meter(spec, counters, nowNs);
    }

    /** Removes a meter, where it is there. */
    public void remove(int meterId) {
        int hole = slot(meterId);
        if (meters[hole] == null) {
            return;
        }
        count--;
        int last = ids.length - 1;
        for (int at = hole + 1 & last; meters[at] != null; at = at + 1 & last) {
            if ((at - home(ids[at]) & last) >= (at - hole & last)) {
                ids[hole] = ids[at];
                meters[hole] = meters[at];
                hole = at;
            }
        }
        meters[hole] = null;
    }

    private void grow() {
        int[] oldIds = ids;
        Meter[] old = meters;
        ids = new int[oldIds.length * 2];
        meters = new Meter[ids.length];
        for (int i = 0; i < old.length; i++) {
            if (old[i] != null) {
                int slot = slot(oldIds[i]);
                ids[slot] = oldIds[i];
                meters[slot] = old[i];
            }
        }
    }

    /** The meter's slot, or the free one where it would go. */
    private int slot(int meterId) {
        int last = ids.length - 1;
        int at = home(meterId);
        while (meters[at] != null && ids[at] != meterId) {
            at = at + 1 & last;
        }
        return at;
    }

    private int home(int meterId) {
        return (meterId * 0x9e3779b1 >>> 8) & ids.length - 1;
    }
}
