package org.mirach.vswitch.pipeline;

import java.util.List;
import java.util.OptionalLong;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowModFlags;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;

/**
 * Names the components of a {@link FlowChange}.
 *
 * <p>The agent calls {@link #openFlow10} or {@link #openFlow13} last but for {@link #build}: they decide what the
 * cookie and the flags of a flow_mod of that version mean.
 *
 * <p><b>Threads:</b> one.
 */
public final class FlowChangeBuilder {
    private static final long ALL_ONES = -1L;

    private final FlowModCommand command;
    private int tableId;
    private int priority = 0x8000;
    private Match match = Match.ANY;
    private List<Instruction> instructions = List.of();
    private long cookie;
    private long cookieMask;
    private OptionalLong newCookie = OptionalLong.empty();
    private boolean modifyMayAdd;
    private int idleTimeout;
    private int hardTimeout;
    private int importance;
    private int outPort = PortNo.ANY;
    private int outGroup = PortNo.GROUP_ANY;
    private int flags;
    private boolean openFlow10;

    FlowChangeBuilder(FlowModCommand command) {
        this.command = command;
        newCookie = command == FlowModCommand.ADD ? OptionalLong.of(0) : OptionalLong.empty();
    }

    public FlowChangeBuilder tableId(int value) {
        tableId = value;
        return this;
    }

    public FlowChangeBuilder priority(int value) {
        priority = value;
        return this;
    }

    public FlowChangeBuilder match(Match value) {
        match = value;
        return this;
    }

    public FlowChangeBuilder instructions(List<Instruction> value) {
        instructions = value;
        return this;
    }

    /** One apply-actions instruction; none for an empty list. */
    public FlowChangeBuilder actions(Action... actions) {
        return instructions(actions.length == 0 ? List.of() : List.of(new Instruction.ApplyActions(List.of(actions))));
    }

    /** Which entries a modify or delete concerns. */
    public FlowChangeBuilder cookieFilter(long value, long mask) {
        cookie = value;
        cookieMask = mask;
        return this;
    }

    /** Cookie that added (and modified) entries get. */
    public FlowChangeBuilder newCookie(long value) {
        newCookie = OptionalLong.of(value);
        return this;
    }

    public FlowChangeBuilder idleTimeout(int seconds) {
        idleTimeout = seconds;
        return this;
    }

    public FlowChangeBuilder hardTimeout(int seconds) {
        hardTimeout = seconds;
        return this;
    }

    public FlowChangeBuilder importance(int value) {
        importance = value;
        return this;
    }

    public FlowChangeBuilder outPort(int value) {
        outPort = value;
        return this;
    }

    public FlowChangeBuilder outGroup(int value) {
        outGroup = value;
        return this;
    }

    public FlowChangeBuilder flags(int value) {
        flags = value;
        return this;
    }

    /**
     * The meaning of an OpenFlow 1.0 flow_mod's cookie (or of NXT_FLOW_MOD's cookie and the mask of its cookie match): a
     * modify that finds nothing adds, unless it filters by cookie; an add starts its counters at zero.
     *
     * @param wireCookie the message's cookie
     * @param filter NXM_NX_COOKIE of the match and its mask; 0 and 0 from plain OpenFlow 1.0
     */
    public FlowChangeBuilder openFlow10(long wireCookie, long filter, long filterMask) {
        openFlow10 = true;
        cookieFilter(filter, filterMask);
        newCookie = wireCookie == ALL_ONES && command != FlowModCommand.ADD
                ? OptionalLong.empty()
                : OptionalLong.of(wireCookie);
        modifyMayAdd = newCookie.isPresent() && filterMask == 0;
        if (command == FlowModCommand.ADD) {
            flags |= FlowModFlags.RESET_COUNTS;
        }
        return this;
    }

    /** The meaning of an OpenFlow 1.3 flow_mod's cookie and mask: modify never adds and never changes a cookie. */
    public FlowChangeBuilder openFlow13(long wireCookie, long wireCookieMask) {
        openFlow10 = false;
        modifyMayAdd = false;
        if (command == FlowModCommand.ADD) {
            newCookie = OptionalLong.of(wireCookie);
            return cookieFilter(0, 0);
        }
        newCookie = OptionalLong.empty();
        return cookieFilter(wireCookie, wireCookieMask);
    }

    public FlowChange build() {
        return new FlowChange(
                command,
                tableId,
                priority,
                match,
                instructions,
                cookie,
                cookieMask,
                newCookie,
                modifyMayAdd,
                idleTimeout,
                hardTimeout,
                importance,
                outPort,
                outGroup,
                flags,
                openFlow10);
    }
}
