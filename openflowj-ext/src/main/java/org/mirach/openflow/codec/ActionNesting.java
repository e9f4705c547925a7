package org.mirach.openflow.codec;

import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;

/**
 * Which actions may stand together, and within which others (ofpacts_verify of Open vSwitch): ct's own actions set
 * ct_mark and ct_label or translate addresses, which nothing else may; conjunction bears no company but notes.
 */
final class ActionNesting {
    private ActionNesting() {}

    /** Actions of a list; {@code connection}: of ct. */
    static void check(List<Action> actions, boolean connection) throws OpenFlowException {
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            if (action instanceof Action.Conjunction) {
                checkConjunction(actions);
                return;
            }
            checkOne(action, connection);
        }
    }

    /** What a flow entry does; instructions other than to apply actions stand for actions, too. */
    static void check(Iterable<Instruction> instructions) throws OpenFlowException {
        boolean conjunction = false;
        boolean other = false;
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.ApplyActions apply) {
                check(apply.actions(), false);
                conjunction |= !apply.actions().isEmpty() && has(apply.actions());
            } else {
                other = true;
            }
        }
        Dialect.need(!conjunction || !other, OfError.NXBAC_BAD_CONJUNCTION, "conjunction and an instruction");
    }

    private static boolean has(List<Action> actions) {
        for (int i = 0; i < actions.size(); i++) {
            if (actions.get(i) instanceof Action.Conjunction) {
                return true;
            }
        }
        return false;
    }

    private static void checkConjunction(List<Action> actions) throws OpenFlowException {
        for (Action action : actions) {
            Dialect.need(
                    action instanceof Action.Conjunction || action instanceof Action.Note,
                    OfError.NXBAC_BAD_CONJUNCTION,
                    "conjunction beside %",
                    action);
        }
    }

    private static void checkOne(Action action, boolean connection) throws OpenFlowException {
        Field written = switch (action) {
            case Action.SetField set -> set.field();
            case Action.RegLoad load -> load.destination().field();
            case Action.RegMove move -> move.destination().field();
            default -> null;
        };
        boolean ofConnection = written == Field.CT_MARK || written == Field.CT_LABEL;
        boolean nat = action instanceof Action.Nat;
        if (connection) {
            Dialect.need(ofConnection || nat, OfError.OFPBAC_BAD_ARGUMENT, "% within ct", action);
        } else {
            Dialect.need(!ofConnection && !nat, OfError.OFPBAC_BAD_SET_ARGUMENT, "% outside of ct", action);
        }
    }

    /** What may stand in an action set. */
    static void checkSet(List<Action> actions) throws OpenFlowException {
        for (int i = 0; i < actions.size(); i++) {
            Dialect.need(inSet(actions.get(i)), OfError.OFPBAC_BAD_TYPE, "% in an action set", actions.get(i));
        }
    }

    private static boolean inSet(Action action) {
        return switch (action) {
            case Action.Output _,
                    Action.Group _,
                    Action.SetQueue _,
                    Action.SetField _,
                    Action.RegLoad _,
                    Action.RegMove _,
                    Action.SetVlanVid _,
                    Action.SetVlanPcp _,
                    Action.SetTpSrc _,
                    Action.SetTpDst _,
                    Action.PushVlan _,
                    Action.PopVlan _,
                    Action.PushMpls _,
                    Action.PopMpls _,
                    Action.PushPbb _,
                    Action.PopPbb _,
                    Action.SetNwTtl _,
                    Action.DecNwTtl _,
                    Action.DecNwTtlControllers _,
                    Action.SetMplsTtl _,
                    Action.DecMplsTtl _,
                    Action.CopyTtlOut _,
                    Action.CopyTtlIn _,
                    Action.SetTunnel _,
                    Action.Encap _,
                    Action.Decap _,
                    Action.DecNshTtl _,
                    Action.Ct _,
                    Action.CtClear _,
                    Action.Resubmit _ -> true;
            case Action.Enqueue _,
                    Action.OutputReg _,
                    Action.OutputTruncated _,
                    Action.Controller _,
                    Action.PopQueue _,
                    Action.Note _,
                    Action.Exit _,
                    Action.Learn _,
                    Action.Conjunction _,
                    Action.Nat _,
                    Action.Multipath _,
                    Action.Bundle _,
                    Action.StackPush _,
                    Action.StackPop _,
                    Action.Clone _,
                    Action.CheckPacketLarger _,
                    Action.FinTimeout _,
                    Action.Sample _,
                    Action.DeleteField _,
                    Action.Raw _ -> false;
        };
    }
}
