package org.mirach.vswitch.pipeline;

import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.Prerequisite;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.pipeline.match.FieldSlot;

/**
 * Whether this switch has what instructions ask for: actions, fields, groups, meters, tables. What is not there is
 * refused, never accepted and ignored. Whether actions suit their match, the decoder has checked.
 */
public final class InstructionCheck {
    private InstructionCheck() {}

    /** Why instructions of an entry in {@code tableId} are refused, or null. */
    static OfError check(List<Instruction> instructions, int tableId) {
        for (Instruction instruction : instructions) {
            OfError error = switch (instruction) {
                case Instruction.ApplyActions apply -> check(apply.actions());
                case Instruction.WriteActions write -> check(write.actions());
                case Instruction.ClearActions _, Instruction.WriteMetadata _ -> null;
                case Instruction.GotoTable to ->
                    tableId == PipelineView.ALL_TABLES || to.tableId() > tableId ? null : OfError.OFPBIC_BAD_TABLE_ID;
                case Instruction.Meter _ -> OfError.OFPMMFC_INVALID_METER;
                case Instruction.Raw _ -> OfError.OFPBIC_UNKNOWN_INST;
            };
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    /** Why a list of actions, of an entry or a packet-out, is refused, or null. */
    public static OfError check(List<Action> actions) {
        for (Action action : actions) {
            OfError error = check(action);
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private static OfError check(Action action) {
        return switch (action) {
            case Action.Output output -> outputPort(output.port());
            case Action.Enqueue enqueue -> enqueuePort(enqueue.port());
            case Action.SetField set -> writable(set.field());
            case Action.RegLoad load -> writable(load.destination().field());
            case Action.RegMove move ->
                known(move.source().field()) ? writable(move.destination().field()) : OfError.OFPBAC_BAD_TYPE;
            case Action.OutputReg reg -> known(reg.source().field()) ? null : OfError.OFPBAC_BAD_TYPE;
            case Action.SetVlanVid _,
                    Action.SetVlanPcp _,
                    Action.SetTpSrc _,
                    Action.SetTpDst _,
                    Action.PushVlan _,
                    Action.PopVlan _,
                    Action.SetNwTtl _,
                    Action.DecNwTtl _,
                    Action.DecNwTtlControllers _,
                    Action.Controller _,
                    Action.Note _,
                    Action.Exit _,
                    Action.SetQueue _,
                    Action.PopQueue _,
                    Action.Resubmit _ -> null;
            case Action.Group _ -> OfError.OFPBAC_BAD_OUT_GROUP;
            case Action.PushMpls _,
                    Action.PopMpls _,
                    Action.PushPbb _,
                    Action.PopPbb _,
                    Action.SetMplsTtl _,
                    Action.DecMplsTtl _,
                    Action.CopyTtlOut _,
                    Action.CopyTtlIn _,
                    Action.OutputTruncated _,
                    Action.SetTunnel _,
                    Action.Learn _,
                    Action.Conjunction _,
                    Action.Ct _,
                    Action.CtClear _,
                    Action.Nat _,
                    Action.Multipath _,
                    Action.Bundle _,
                    Action.StackPush _,
                    Action.StackPop _,
                    Action.Clone _,
                    Action.CheckPacketLarger _,
                    Action.FinTimeout _,
                    Action.Sample _,
                    Action.Encap _,
                    Action.Decap _,
                    Action.DecNshTtl _,
                    Action.DeleteField _,
                    Action.Raw _ -> OfError.OFPBAC_BAD_TYPE;
        };
    }

    private static OfError outputPort(int port) {
        return switch (port) {
            case PortNo.IN_PORT,
                    PortNo.TABLE,
                    PortNo.NORMAL,
                    PortNo.FLOOD,
                    PortNo.ALL,
                    PortNo.CONTROLLER,
                    PortNo.LOCAL -> null;
            default -> port >= 0 && port < PortNo.MAX_OF10 ? null : OfError.OFPBAC_BAD_OUT_PORT;
        };
    }

    private static OfError enqueuePort(int port) {
        boolean known = port == PortNo.IN_PORT || port == PortNo.LOCAL || port >= 0 && port < PortNo.MAX_OF10;
        return known ? null : OfError.OFPBAC_BAD_OUT_PORT;
    }

    private static OfError writable(Field field) {
        boolean mpls = field.prerequisite() == Prerequisite.MPLS;
        return field.settable() && known(field) && !mpls ? null : OfError.OFPBAC_BAD_SET_TYPE;
    }

    private static boolean known(Field field) {
        return FieldSlot.of(field) != null;
    }
}
