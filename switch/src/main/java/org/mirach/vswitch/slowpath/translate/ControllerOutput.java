package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.PacketInReason;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.PacketInSpec;
import org.mirach.vswitch.pipeline.meter.MeterTable;
import org.mirach.vswitch.slowpath.PacketInNotice.Cause;
import org.mirach.vswitch.slowpath.PipelineWords;

/**
 * Packets for the controllers: the engine sends a copy of the packet, as it is at that point, to the slow path, with what
 * a packet_in says of it.
 */
final class ControllerOutput {
    private ControllerOutput() {}

    /** Sends the packet, as it now is, to the controllers with that id. */
    static void send(Context context, Cause cause, int maxLength, int controllerId) {
        send(context, cause, new Action.Controller(maxLength, controllerId, cause.reason()));
    }

    /** The same, as a controller action wants it. */
    static void send(Context context, Cause cause, Action.Controller action) {
        context.commit();
        DatapathAction copy = new DatapathAction.ToController(spec(context, cause, action, 0));
        int meterId = action.meterId();
        if (meterId == 0 && context.view.meter(MeterTable.CONTROLLER) != null) {
            meterId = MeterTable.CONTROLLER;
        }
        context.actions.add(
                meterId == 0 ? copy : new DatapathAction.Clone(List.of(new DatapathAction.Meter(meterId), copy)));
    }

    /** Sends the packet, which stops here until the controller sends it back by {@code continuation}. */
    static DatapathAction paused(Context context, Action.Controller action, int continuation) {
        return new DatapathAction.ToController(
                spec(context, cause(context, action.reason(), false), action, continuation));
    }

    /** A packet sent by the table-miss entry is a miss, which a controller of OpenFlow 1.3 is told as such. */
    static Cause cause(Context context, int reason, boolean inBucket) {
        return switch (reason) {
            case PacketInReason.NO_MATCH -> Cause.EXPLICIT_MISS;
            case PacketInReason.INVALID_TTL -> Cause.INVALID_TTL;
            case PacketInReason.ACTION -> missOr(context, Cause.ACTION);
            default -> inBucket ? Cause.GROUP : Cause.ACTION;
        };
    }

    /** What a packet_in says of an output to port CONTROLLER here. */
    static Cause causeOfOutput(Context context, boolean inBucket) {
        if (context.packetOut) {
            return Cause.PACKET_OUT;
        }
        if (inBucket) {
            return Cause.GROUP;
        }
        return context.inActionSet ? Cause.ACTION_SET : missOr(context, Cause.ACTION);
    }

    private static Cause missOr(Context context, Cause cause) {
        return context.entry != null && context.entry.tableMiss() ? Cause.EXPLICIT_MISS : cause;
    }

    private static PacketInSpec spec(Context context, Cause cause, Action.Controller action, int continuation) {
        int reason = cause == Cause.EXPLICIT_MISS ? cause.reason() : action.reason();
        return new PacketInSpec(
                reason,
                cause.ordinal(),
                context.tableId,
                context.cookie,
                action.maxLength(),
                action.controllerId(),
                action.userdata().toArray(),
                action.meterId(),
                PipelineWords.save(context.key),
                continuation);
    }
}
