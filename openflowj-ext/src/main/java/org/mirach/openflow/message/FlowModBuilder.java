package org.mirach.openflow.message;

import java.util.List;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.model.WireFormat;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Names the components of a {@link FlowMod}.
 *
 * <p><b>Threads:</b> one.
 */
public final class FlowModBuilder {
    private OFVersion version = OFVersion.OF_13;
    private long xid;
    private WireFormat format = WireFormat.STANDARD;
    private FlowModCommand command = FlowModCommand.ADD;
    private long cookie;
    private long cookieMask;
    private long newCookie = -1L;
    private int tableId;
    private int idleTimeout;
    private int hardTimeout;
    private int priority = 0x8000;
    private int bufferId = PortNo.NO_BUFFER;
    private int outPort = PortNo.ANY;
    private int outGroup = PortNo.GROUP_ANY;
    private int flags;
    private int importance;
    private Match match = Match.ANY;
    private List<Instruction> instructions = List.of();

    FlowModBuilder() {}

    FlowModBuilder(FlowMod from) {
        version = from.version();
        xid = from.xid();
        format = from.format();
        command = from.command();
        cookie = from.cookie();
        cookieMask = from.cookieMask();
        newCookie = from.newCookie();
        tableId = from.tableId();
        idleTimeout = from.idleTimeout();
        hardTimeout = from.hardTimeout();
        priority = from.priority();
        bufferId = from.bufferId();
        outPort = from.outPort();
        outGroup = from.outGroup();
        flags = from.flags();
        importance = from.importance();
        match = from.match();
        instructions = from.instructions();
    }

    public FlowModBuilder version(OFVersion value) {
        version = value;
        return this;
    }

    public FlowModBuilder xid(long value) {
        xid = value;
        return this;
    }

    public FlowModBuilder format(WireFormat value) {
        format = value;
        return this;
    }

    public FlowModBuilder command(FlowModCommand value) {
        command = value;
        return this;
    }

    public FlowModBuilder cookie(long value) {
        cookie = value;
        return this;
    }

    public FlowModBuilder cookieMask(long value) {
        cookieMask = value;
        return this;
    }

    public FlowModBuilder newCookie(long value) {
        newCookie = value;
        return this;
    }

    public FlowModBuilder tableId(int value) {
        tableId = value;
        return this;
    }

    public FlowModBuilder idleTimeout(int seconds) {
        idleTimeout = seconds;
        return this;
    }

    public FlowModBuilder hardTimeout(int seconds) {
        hardTimeout = seconds;
        return this;
    }

    public FlowModBuilder priority(int value) {
        priority = value;
        return this;
    }

    public FlowModBuilder bufferId(int value) {
        bufferId = value;
        return this;
    }

    public FlowModBuilder outPort(int value) {
        outPort = value;
        return this;
    }

    public FlowModBuilder outGroup(int value) {
        outGroup = value;
        return this;
    }

    public FlowModBuilder flags(int value) {
        flags = value;
        return this;
    }

    public FlowModBuilder importance(int value) {
        importance = value;
        return this;
    }

    public FlowModBuilder match(Match value) {
        match = value;
        return this;
    }

    public FlowModBuilder instructions(List<Instruction> value) {
        instructions = value;
        return this;
    }

    /** One apply-actions instruction; none for an empty list. */
    public FlowModBuilder actions(Action... actions) {
        instructions = actions.length == 0 ? List.of() : List.of(new Instruction.ApplyActions(List.of(actions)));
        return this;
    }

    public FlowMod build() {
        return new FlowMod(
                version,
                xid,
                format,
                command,
                cookie,
                cookieMask,
                newCookie,
                tableId,
                idleTimeout,
                hardTimeout,
                priority,
                bufferId,
                outPort,
                outGroup,
                flags,
                importance,
                match,
                instructions);
    }
}
