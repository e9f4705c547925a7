package org.mirach.openflow.message;

import java.util.List;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.model.WireFormat;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Adds, changes or deletes flow entries. OFPT_FLOW_MOD of all versions and NXT_FLOW_MOD all come as this.
 *
 * @param cookie      of the new entry, when the command adds; else what to look for under {@code cookieMask}
 * @param cookieMask  0 takes entries with any cookie
 * @param newCookie   cookie that a modify writes, all ones for none (OpenFlow 1.3 never does)
 * @param tableId     0..254, or 255 for all tables (delete) or, from OpenFlow 1.0, "the switch chooses": table 0
 * @param idleTimeout seconds, 0 for none
 * @param hardTimeout seconds, 0 for none
 * @param bufferId    buffered packet to send through the entry, or {@link PortNo#NO_BUFFER}
 * @param outPort     for deletes: only entries that output there, or {@link PortNo#ANY}
 * @param importance  of the new entry where a table makes room for others (OpenFlow 1.4); 0 before
 * @param flags       bits of {@link org.mirach.openflow.model.FlowModFlags}
 */
public record FlowMod(
        OFVersion version,
        long xid,
        WireFormat format,
        FlowModCommand command,
        long cookie,
        long cookieMask,
        long newCookie,
        int tableId,
        int idleTimeout,
        int hardTimeout,
        int priority,
        int bufferId,
        int outPort,
        int outGroup,
        int flags,
        int importance,
        Match match,
        List<Instruction> instructions)
        implements MirachMessage {
    public FlowMod {
        instructions = List.copyOf(instructions);
    }

    /** An OpenFlow 1.3 flow_mod that adds to table 0 at priority 32768, matches everything and drops. */
    public static FlowModBuilder builder() {
        return new FlowModBuilder();
    }

    /** A builder that starts with what is here. */
    public FlowModBuilder toBuilder() {
        return new FlowModBuilder(this);
    }

    @Override
    public OFType getType() {
        return OFType.FLOW_MOD;
    }
}
