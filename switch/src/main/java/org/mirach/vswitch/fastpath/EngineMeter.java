package org.mirach.vswitch.fastpath;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.flowcache.FlowCache;

/**
 * Counts an engine's work in plain fields and publishes them now and then.
 *
 * <p><b>Threads:</b> the engine counts and publishes; {@link #read} any (opaque: each long whole).
 */
@RunsOn(Role.ENGINE)
final class EngineMeter {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int FIELDS = 16;

    private final long[] published = new long[FIELDS];
    private long lastNs;
    private boolean lastBusy;
    private long polls;
    private long busyPolls;
    private long busyNs;
    private long idleNs;

    long packets;
    long batches;
    long checksumsCompleted;
    long commands;
    long sleeps;

    /** A turn begins: the time since the last began goes to what that turn was. */
    void turn(long nowNs) {
        if (lastBusy) {
            busyNs += nowNs - lastNs;
        } else if (lastNs != 0) {
            idleNs += nowNs - lastNs;
        }
        lastNs = nowNs;
        polls++;
    }

    /** The turn ends. */
    void turned(boolean busy) {
        lastBusy = busy;
        if (busy) {
            busyPolls++;
        }
    }

    void publish(FlowCache cache) {
        put(0, polls);
        put(1, busyPolls);
        put(2, packets);
        put(3, batches);
        put(4, cache.frontHits());
        put(5, cache.maskedHits());
        put(6, cache.misses());
        put(7, cache.masksTried());
        put(8, cache.masksRefused());
        put(9, cache.flowCount());
        put(10, cache.maskCount());
        put(11, checksumsCompleted);
        put(12, commands);
        put(13, sleeps);
        put(14, busyNs);
        put(15, idleNs);
    }

    private void put(int field, long value) {
        LONGS.setOpaque(published, field, value);
    }

    @RunsOn(Role.ANY)
    EngineStats read() {
        return new EngineStats(
                get(0), get(1), get(2), get(3), get(4), get(5), get(6), get(7), get(8), get(9), get(10), get(11),
                get(12), get(13), get(14), get(15));
    }

    private long get(int field) {
        return (long) LONGS.getOpaque(published, field);
    }
}
