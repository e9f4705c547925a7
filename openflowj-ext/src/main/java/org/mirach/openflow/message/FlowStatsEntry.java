package org.mirach.openflow.message;

import java.util.List;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;

/**
 * One flow entry in a {@link FlowStatsReply}.
 *
 * @param durationSec seconds since it was installed, and {@code durationNsec} nanoseconds more
 * @param flags       bits of {@link org.mirach.openflow.model.FlowModFlags}; OpenFlow 1.0 does not carry them
 * @param importance  see {@link FlowMod}; OpenFlow 1.4 and later carry it
 * @param packetCount all ones when it is unknown; {@code byteCount} likewise
 * @param idleAge     seconds since it last matched, or -1 when unknown (only NXST_FLOW with flow_age carries it)
 * @param hardAge     seconds since it was last changed, or -1
 */
public record FlowStatsEntry(
        int tableId,
        long durationSec,
        int durationNsec,
        int priority,
        int idleTimeout,
        int hardTimeout,
        int flags,
        int importance,
        long cookie,
        long packetCount,
        long byteCount,
        int idleAge,
        int hardAge,
        Match match,
        List<Instruction> instructions) {
    public FlowStatsEntry {
        instructions = List.copyOf(instructions);
    }
}
