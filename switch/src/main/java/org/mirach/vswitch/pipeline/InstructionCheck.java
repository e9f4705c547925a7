package org.mirach.vswitch.pipeline;

import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.Prerequisite;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.pipeline.match.FieldSlot;

/**
 * Whether instructions make sense for the packets of a match: each has what its actions need, and this switch has the
 * actions. The errors are those of Open vSwitch.
 *
 * <p>OpenFlow 1.0 lets an action be that its packet can't take (it is left out then); from 1.1 on that is refused.
 *
 * <p><b>Threads:</b> one object serves one check.
 */
public final class InstructionCheck {
    private final Match match;
    private final boolean openFlow10;
    private int vlanTags;

    private InstructionCheck(Match match, boolean openFlow10) {
        this.match = match;
        this.openFlow10 = openFlow10;
        vlanTags = Prerequisite.VLAN.metBy(match) ? 1 : 0;
    }

    /** Why the instructions of {@code change} are refused, or null. */
    static OfError check(FlowChange change) {
        InstructionCheck check = new InstructionCheck(change.match(), change.openFlow10());
        for (Instruction instruction : change.instructions()) {
            OfError error = check.instruction(instruction, change.tableId());
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    /** Why a packet-out's actions are refused, or null. Its packet is known, so nothing is inconsistent. */
    public static OfError checkPacketOut(List<Action> actions) {
        return new InstructionCheck(Match.ANY, true).actions(actions);
    }

    private OfError instruction(Instruction instruction, int tableId) {
        return switch (instruction) {
            case Instruction.ApplyActions apply -> actions(apply.actions());
            case Instruction.WriteActions write -> actions(write.actions());
            case Instruction.ClearActions _, Instruction.WriteMetadata _ -> null;
            case Instruction.GotoTable to -> to.tableId() > tableId && to.tableId() < PipelineView.TABLES
                    ? null : OfError.OFPBIC_BAD_TABLE_ID;
            case Instruction.Meter _ -> OfError.OFPMMFC_INVALID_METER;
            case Instruction.Raw _ -> OfError.OFPBIC_UNKNOWN_INST;
        };
    }

    private OfError actions(List<Action> actions) {
        for (Action action : actions) {
            OfError error = action(action);
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private OfError action(Action action) {
        return switch (action) {
            case Action.Output output -> outputPort(output.port());
            case Action.Enqueue enqueue -> enqueuePort(enqueue.port());
            case Action.SetField set -> setField(set);
            case Action.SetVlanVid _, Action.SetVlanPcp _ -> setVlan();
            case Action.SetTpSrc _, Action.SetTpDst _ -> unless(transport());
            case Action.PushVlan push -> pushVlan(push.etherType());
            case Action.PopVlan _ -> popVlan();
            case Action.SetNwTtl _, Action.DecNwTtl _, Action.DecNwTtlControllers _ ->
                    unless(Prerequisite.IP.metBy(match));
            case Action.Controller _, Action.Note _, Action.Exit _, Action.SetQueue _, Action.PopQueue _ -> null;
            case Action.Resubmit resubmit -> resubmit.tableId() == PipelineView.ALL_TABLES
                    || resubmit.tableId() < PipelineView.TABLES ? null : OfError.OFPBAC_BAD_ARGUMENT;
            case Action.RegLoad load -> writable(load.destination().field());
            case Action.RegMove move -> FieldSlot.of(move.source().field()) == null
                    ? OfError.OFPBAC_BAD_TYPE : writable(move.destination().field());
            case Action.OutputReg reg -> FieldSlot.of(reg.source().field()) == null ? OfError.OFPBAC_BAD_TYPE : null;
            case Action.Group _ -> OfError.OFPBAC_BAD_OUT_GROUP;
            case Action.PushMpls _, Action.PopMpls _, Action.PushPbb _, Action.PopPbb _, Action.SetMplsTtl _,
                    Action.DecMplsTtl _, Action.CopyTtlOut _, Action.CopyTtlIn _, Action.Raw _ ->
                    OfError.OFPBAC_BAD_TYPE;
        };
    }

    /** 1.0 lets an action be that does not fit the match. */
    private OfError unless(boolean fits) {
        return fits || openFlow10 ? null : OfError.OFPBAC_MATCH_INCONSISTENT;
    }

    private static OfError outputPort(int port) {
        boolean known = switch (port) {
            case PortNo.IN_PORT, PortNo.TABLE, PortNo.NORMAL, PortNo.FLOOD, PortNo.ALL, PortNo.CONTROLLER,
                    PortNo.LOCAL -> true;
            default -> port >= 0 && port < PortNo.MAX_OF10;
        };
        return known ? null : OfError.OFPBAC_BAD_OUT_PORT;
    }

    private static OfError enqueuePort(int port) {
        boolean known = port == PortNo.IN_PORT || port == PortNo.LOCAL || port >= 0 && port < PortNo.MAX_OF10;
        return known ? null : OfError.OFPBAC_BAD_OUT_PORT;
    }

    private OfError setField(Action.SetField set) {
        if (set.field() == Field.VLAN_VID && vlanTags == 0 && !openFlow10) {
            return OfError.OFPBAC_MATCH_INCONSISTENT;
        }
        return writable(set.field());
    }

    private OfError writable(Field field) {
        if (!field.settable() || FieldSlot.of(field) == null) {
            return OfError.OFPBAC_BAD_SET_TYPE;
        }
        boolean met = field.prerequisite() == Prerequisite.VLAN ? vlanTags > 0 : field.prerequisite().metBy(match);
        return unless(met);
    }

    private OfError setVlan() {
        vlanTags = Math.max(vlanTags, 1);
        return null;
    }

    private OfError pushVlan(int etherType) {
        if (etherType != EtherType.VLAN && etherType != EtherType.VLAN_SERVICE) {
            return OfError.OFPBAC_BAD_ARGUMENT;
        }
        if (vlanTags == 2) {
            return OfError.OFPBAC_BAD_TAG;
        }
        vlanTags++;
        return null;
    }

    private OfError popVlan() {
        boolean tagged = vlanTags > 0;
        vlanTags = Math.max(0, vlanTags - 1);
        return unless(tagged);
    }

    private boolean transport() {
        return Prerequisite.TCP.metBy(match) || Prerequisite.UDP.metBy(match) || Prerequisite.SCTP.metBy(match);
    }
}
