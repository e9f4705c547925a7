package org.mirach.vswitch.slowpath.translate;

import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.model.Action;

/** The order in which an action set is executed (OpenFlow 1.3.5, 5.10), with the actions that Open vSwitch adds. */
final class ActionSet {
    /** Places of the actions of which the last one written counts. */
    private static final int SLOTS = 13;

    private static final int SET = SLOTS;
    /** Actions that end the set; of several the greatest counts, and without one the set does nothing. */
    private static final int CT = SET + 1;

    private static final int CT_CLEAR = SET + 2;
    private static final int RESUBMIT = SET + 3;
    private static final int OUTPUT = SET + 4;
    private static final int GROUP = SET + 5;
    /** Actions that the decoder lets into no set. */
    private static final int NONE = -1;

    private ActionSet() {}

    /** The actions to run, given all that were written. Those that set fields are all run, in the order of writing. */
    static List<Action> ordered(List<Action> written) {
        Action[] slots = new Action[SLOTS];
        List<Action> sets = new ArrayList<>();
        Action end = null;
        int endPlace = CT;
        for (Action action : written) {
            int place = place(action);
            if (place == SET) {
                sets.add(action);
            } else if (place >= endPlace) {
                end = action;
                endPlace = place;
            } else if (place >= 0 && place < SLOTS) {
                slots[place] = action;
            }
        }
        return end == null ? List.of() : joined(slots, sets, end);
    }

    private static List<Action> joined(Action[] slots, List<Action> sets, Action end) {
        List<Action> result = new ArrayList<>();
        for (Action action : slots) {
            if (action != null) {
                result.add(action);
            }
        }
        result.addAll(sets);
        result.add(end);
        return result;
    }

    private static int place(Action action) {
        return switch (action) {
            case Action.CopyTtlIn _ -> 0;
            case Action.PopVlan _ -> 1;
            case Action.PopMpls _ -> 2;
            case Action.PopPbb _ -> 3;
            case Action.Decap _ -> 4;
            case Action.Encap _ -> 5;
            case Action.PushMpls _ -> 6;
            case Action.PushPbb _ -> 7;
            case Action.PushVlan _ -> 8;
            case Action.CopyTtlOut _ -> 9;
            case Action.DecNwTtl _, Action.DecNwTtlControllers _ -> 10;
            case Action.DecMplsTtl _ -> 11;
            case Action.DecNshTtl _ -> 12;
            case Action.SetField _,
                    Action.SetVlanVid _,
                    Action.SetVlanPcp _,
                    Action.SetTpSrc _,
                    Action.SetTpDst _,
                    Action.SetNwTtl _,
                    Action.SetMplsTtl _,
                    Action.SetTunnel _,
                    Action.SetQueue _,
                    Action.RegLoad _,
                    Action.RegMove _ -> SET;
            case Action.Ct _ -> CT;
            case Action.CtClear _ -> CT_CLEAR;
            case Action.Resubmit _ -> RESUBMIT;
            case Action.Output _, Action.Controller _, Action.Enqueue _ -> OUTPUT;
            case Action.Group _ -> GROUP;
            case Action.OutputReg _,
                    Action.PopQueue _,
                    Action.Note _,
                    Action.Exit _,
                    Action.OutputTruncated _,
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
                    Action.Raw _ -> NONE;
        };
    }
}
