package org.mirach.openflow.message;

import java.util.List;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * What flow monitors tell; the encoder splits a message that does not fit. A pause and its end are messages of their own
 * before OpenFlow 1.4, and must stand alone here.
 */
public record FlowUpdates(OFVersion version, long xid, boolean more, List<Update> updates) implements MirachMessage {
    public FlowUpdates {
        updates = List.copyOf(updates);
    }

    /** What happened; ordinals are OpenFlow 1.4's numbers. */
    public enum Event {
        INITIAL,
        ADDED,
        REMOVED,
        MODIFIED,
        ABBREVIATED,
        PAUSED,
        RESUMED
    }

    /** One piece of news. */
    public sealed interface Update {
        Event event();
    }

    /** An entry that is there, came, changed or went; {@code reason} (OFPRR_*) of {@link Event#REMOVED}. */
    public record Full(
            Event event,
            int reason,
            int tableId,
            int priority,
            int idleTimeout,
            int hardTimeout,
            long cookie,
            Match match,
            List<Instruction> instructions)
            implements Update {
        public Full {
            instructions = List.copyOf(instructions);
        }
    }

    /** The flow_mod with that xid was this connection's own. */
    public record Abbreviated(long flowModXid) implements Update {
        @Override
        public Event event() {
            return Event.ABBREVIATED;
        }
    }

    /** News are left out from here on, or told again. */
    public record Flow(boolean paused) implements Update {
        @Override
        public Event event() {
            return paused ? Event.PAUSED : Event.RESUMED;
        }
    }

    @Override
    public OFType getType() {
        return OFType.STATS_REPLY;
    }
}
