package org.mirach.vswitch.pipeline;

import java.util.List;
import java.util.function.IntPredicate;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.pipeline.match.FieldSlot;

/**
 * Whether this switch has what instructions ask for: actions, fields, groups, meters, tables. What is not there is
 * refused, never accepted and ignored. Whether actions suit their match, the decoder has checked.
 */
public final class InstructionCheck {
    private final IntPredicate groupExists;

    private InstructionCheck(IntPredicate groupExists) {
        this.groupExists = groupExists;
    }

    /** Why instructions of an entry in {@code tableId} are refused, or null. */
    static OfError check(
            List<Instruction> instructions, int tableId, IntPredicate groupExists, IntPredicate meterExists) {
        for (Instruction instruction : instructions) {
            OfError error = switch (instruction) {
                case Instruction.ApplyActions apply -> check(apply.actions(), groupExists);
                case Instruction.WriteActions write -> check(write.actions(), groupExists);
                case Instruction.ClearActions _, Instruction.WriteMetadata _ -> null;
                case Instruction.GotoTable to -> gotoTable(to.tableId(), tableId);
                case Instruction.Meter meter ->
                    meterExists.test(meter.meterId()) ? null : OfError.OFPMMFC_INVALID_METER;
                case Instruction.Raw _ -> OfError.OFPBIC_UNKNOWN_INST;
            };
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private static OfError gotoTable(int to, int from) {
        boolean onward = from == PipelineView.ALL_TABLES || to > from;
        return onward && to != PipelineView.ALL_TABLES ? null : OfError.OFPBIC_BAD_TABLE_ID;
    }

    /** Why a list of actions, of an entry or a packet-out, is refused, or null. */
    public static OfError check(List<Action> actions, IntPredicate groupExists) {
        return new InstructionCheck(groupExists).check(actions);
    }

    /** Why the actions of a bucket are refused, or null: its groups need not exist. */
    public static OfError checkBucket(List<Action> actions) {
        return check(actions, _ -> true);
    }

    private OfError check(List<Action> actions) {
        for (Action action : actions) {
            OfError error = check(action);
            if (error == null) {
                error = check(ActionTargets.inside(action));
            }
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private OfError check(Action action) {
        return switch (action) {
            case Action.Output output -> outputPort(output.port());
            case Action.OutputTruncated output -> outputPort(output.port());
            case Action.Enqueue enqueue -> enqueuePort(enqueue.port());
            // The decoder takes more fields in it than other actions may write: OpenFlow 1.3 has it for every header
            // field.
            case Action.SetField set -> known(set.field()) ? null : OfError.OFPBAC_BAD_SET_TYPE;
            case Action.RegLoad load -> writable(load.destination().field());
            case Action.RegMove move ->
                readable(move.source(), writable(move.destination().field()));
            case Action.OutputReg reg -> readable(reg.source(), null);
            case Action.Group group -> groupExists.test(group.groupId()) ? null : OfError.OFPBAC_BAD_OUT_GROUP;
            case Action.Multipath multipath -> writable(multipath.destination().field());
            case Action.Bundle bundle ->
                bundle.destination().map(to -> writable(to.field())).orElseGet(() -> memberPorts(bundle.members()));
            case Action.StackPush push -> readable(push.source(), null);
            case Action.StackPop pop -> writable(pop.destination().field());
            case Action.CheckPacketLarger larger ->
                writable(larger.destination().field());
            case Action.Learn learn ->
                learn.resultDestination().map(to -> writable(to.field())).orElse(null);
            case Action.Ct ct ->
                ct.zoneSource().map(from -> readable(from, null)).orElse(null);
            case Action.SetVlanVid _,
                    Action.SetVlanPcp _,
                    Action.SetTpSrc _,
                    Action.SetTpDst _,
                    Action.PushVlan _,
                    Action.PopVlan _,
                    Action.PushMpls _,
                    Action.PopMpls _,
                    Action.PushPbb _,
                    Action.PopPbb _,
                    Action.SetMplsTtl _,
                    Action.DecMplsTtl _,
                    Action.CopyTtlOut _,
                    Action.CopyTtlIn _,
                    Action.SetNwTtl _,
                    Action.DecNwTtl _,
                    Action.DecNwTtlControllers _,
                    Action.Controller _,
                    Action.SetTunnel _,
                    Action.Note _,
                    Action.Exit _,
                    Action.SetQueue _,
                    Action.PopQueue _,
                    Action.Resubmit _,
                    Action.Conjunction _,
                    Action.CtClear _,
                    Action.Nat _,
                    Action.Clone _,
                    Action.FinTimeout _,
                    Action.Sample _,
                    Action.Encap _,
                    Action.Decap _,
                    Action.DecNshTtl _,
                    Action.DeleteField _ -> null;
            case Action.Raw _ -> OfError.OFPBAC_BAD_TYPE;
        };
    }

    private static OfError readable(Subfield source, OfError otherwise) {
        return known(source.field()) ? otherwise : OfError.OFPBAC_BAD_TYPE;
    }

    private static OfError memberPorts(List<Integer> members) {
        for (int port : members) {
            OfError error = port == PortNo.CONTROLLER ? OfError.OFPBAC_BAD_OUT_PORT : outputPort(port);
            if (error != null) {
                return error;
            }
        }
        return null;
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
        return field.settable() && known(field) ? null : OfError.OFPBAC_BAD_SET_TYPE;
    }

    private static boolean known(Field field) {
        return FieldSlot.of(field) != null;
    }
}
