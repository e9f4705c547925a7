package org.mirach.openflow.message;

import java.util.List;
import java.util.Optional;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.Match;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * NXT_PACKET_IN2, a packet for the controller as a list of properties; and NXT_RESUME, by which the controller sends a
 * paused one back (nicira-ext.h of Open vSwitch).
 *
 * @param resume       whether it is NXT_RESUME
 * @param packet       the packet's first octets, {@code fullLength} says how many it has
 * @param cookie       of the entry that sent it, all ones where there is none
 * @param metadata     pipeline fields
 * @param userdata     of the controller action, as it was given
 * @param continuation how to go on with a packet that a controller action paused
 */
public record PacketIn2(
        OFVersion version,
        long xid,
        boolean resume,
        Bytes packet,
        int fullLength,
        int tableId,
        long cookie,
        int reason,
        Match metadata,
        Bytes userdata,
        Optional<Continuation> continuation)
        implements MirachMessage {
    @Override
    public OFType getType() {
        return OFType.EXPERIMENTER;
    }

    /**
     * What a paused packet has still to do. To a controller it is opaque.
     *
     * @param bridge    16 octets that name the bridge, or none
     * @param stack     what push(...) left, the top first
     * @param tracked   whether the packet has been through the connection tracker
     * @param steps     actions to do, innermost first
     * @param actionSet actions of the action set
     * @param datapathPort where the packet came in as the datapath counts, or 0
     */
    public record Continuation(
            Bytes bridge,
            List<Bytes> stack,
            boolean tracked,
            List<Step> steps,
            List<Action> actionSet,
            int datapathPort) {
        public Continuation {
            stack = List.copyOf(stack);
            steps = List.copyOf(steps);
            actionSet = List.copyOf(actionSet);
        }
    }

    /** Actions of the entry with {@code cookie} in {@code tableId}. */
    public record Step(int tableId, long cookie, List<Action> actions) {
        public Step {
            actions = List.copyOf(actions);
        }
    }
}
