package org.mirach.vswitch.slowpath.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.mirach.openflow.model.Action;

/** The order in which an action set is executed (OpenFlow 1.3.5, 5.10). */
final class ActionSet {
    private ActionSet() {}

    /**
     * The actions to run, given all that were written. Of each kind the last one written counts; set-fields are all run,
     * as Open vSwitch does. A set without an output does nothing.
     */
    static List<Action> ordered(List<Action> written) {
        List<Action> result = new ArrayList<>();
        addLast(result, written, a -> a instanceof Action.PopVlan);
        addLast(result, written, a -> a instanceof Action.PushVlan);
        addLast(result, written, a -> a instanceof Action.DecNwTtl || a instanceof Action.DecNwTtlControllers);
        for (Action action : written) {
            if (setsField(action)) {
                result.add(action);
            }
        }
        addLast(result, written, a -> a instanceof Action.SetQueue);
        boolean outputs = addLast(result, written, a -> a instanceof Action.Group)
                || addLast(
                        result,
                        written,
                        a -> a instanceof Action.Output
                                || a instanceof Action.Controller
                                || a instanceof Action.Enqueue)
                || addLast(result, written, a -> a instanceof Action.Resubmit);
        return outputs ? result : List.of();
    }

    private static boolean addLast(List<Action> result, List<Action> written, Predicate<Action> kind) {
        for (int i = written.size() - 1; i >= 0; i--) {
            if (kind.test(written.get(i))) {
                result.add(written.get(i));
                return true;
            }
        }
        return false;
    }

    private static boolean setsField(Action action) {
        return switch (action) {
            case Action.SetField _,
                    Action.SetVlanVid _,
                    Action.SetVlanPcp _,
                    Action.SetTpSrc _,
                    Action.SetTpDst _,
                    Action.SetNwTtl _,
                    Action.SetMplsTtl _,
                    Action.RegLoad _,
                    Action.RegMove _ -> true;
            case Action.Output _,
                    Action.Enqueue _,
                    Action.Group _,
                    Action.SetQueue _,
                    Action.PushVlan _,
                    Action.PopVlan _,
                    Action.PushMpls _,
                    Action.PopMpls _,
                    Action.PushPbb _,
                    Action.PopPbb _,
                    Action.DecNwTtl _,
                    Action.DecMplsTtl _,
                    Action.CopyTtlOut _,
                    Action.CopyTtlIn _,
                    Action.Resubmit _,
                    Action.OutputReg _,
                    Action.Controller _,
                    Action.DecNwTtlControllers _,
                    Action.PopQueue _,
                    Action.Note _,
                    Action.Exit _,
                    Action.OutputTruncated _,
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
                    Action.SetTunnel _,
                    Action.Raw _ -> false;
        };
    }
}
