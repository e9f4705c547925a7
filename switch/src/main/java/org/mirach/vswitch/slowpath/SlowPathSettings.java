package org.mirach.vswitch.slowpath;

import java.time.Duration;
import org.mirach.vswitch.slowpath.translate.MacTable;

/**
 * What can be tuned in the slow path. Immutable.
 *
 * @param maxFlows cached flows at most; the engine's capacity
 * @param maxMasks distinct masks of them at most; the engine's limit
 * @param missSlots packets that wait for translation at most
 * @param flowIdle a cached flow that carried nothing for so long is removed
 * @param statsInterval counters reach the flow entries at least this often
 * @param macAge NORMAL forgets an address not seen for so long
 * @param macEntries addresses that NORMAL remembers at most
 */
public record SlowPathSettings(
        int maxFlows,
        int maxMasks,
        int missSlots,
        Duration flowIdle,
        Duration statsInterval,
        Duration macAge,
        int macEntries) {
    /** The defaults of Open vSwitch, where it has them. */
    public static final SlowPathSettings DEFAULT = new SlowPathSettings(
            200_000,
            256,
            1024,
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            Duration.ofNanos(MacTable.DEFAULT_AGE_NS),
            MacTable.DEFAULT_MAX_ENTRIES);

    /** The same for an engine of this size. */
    public SlowPathSettings withLimits(int flows, int masks) {
        return new SlowPathSettings(flows, masks, missSlots, flowIdle, statsInterval, macAge, macEntries);
    }
}
