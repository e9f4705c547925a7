package org.mirach.openflow.codec;

import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldSource;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;

/**
 * Whether the actions suit what the match lets through, as Open vSwitch asks (ofpacts_check_consistency): follows the
 * packet's tag and types through the actions. OpenFlow 1.0 may act on packets that its match does not promise.
 *
 * <p><b>Threads:</b> one; made for one flow_mod.
 */
final class ActionCheck implements FieldSource {
    private static final int PRESENT = 0x1000;
    private static final int MAX_METER = 0xffff0000;

    private final Match match;
    private final boolean of10;
    private final int tableId;
    private int etherType;
    private int protocol;
    private boolean tagged;
    /** Within write-actions, where order and so consistency are open. */
    private boolean lax;

    ActionCheck(Match match, boolean of10, int tableId) {
        this.match = match;
        this.of10 = of10;
        this.tableId = tableId;
        restart();
    }

    private void restart() {
        etherType = match.exact(Field.ETH_TYPE) ? (int) match.value(Field.ETH_TYPE) : 0;
        protocol = match.exact(Field.IP_PROTO) ? (int) match.value(Field.IP_PROTO) : 0;
        tagged = (match.value(Field.VLAN_VID) & PRESENT) != 0;
    }

    void check(List<Instruction> instructions) throws OpenFlowException {
        for (int i = 0; i < instructions.size(); i++) {
            switch (instructions.get(i)) {
                case Instruction.Meter meter ->
                    Dialect.need(
                            meter.meterId() != 0 && Integer.compareUnsigned(meter.meterId(), MAX_METER) <= 0,
                            OfError.OFPMMFC_INVALID_METER,
                            "meter %",
                            meter.meterId());
                case Instruction.ApplyActions apply -> checkActions(apply.actions());
                case Instruction.WriteActions write -> checkActionSet(write.actions());
                case Instruction.GotoTable next ->
                    Dialect.need(
                            (tableId == 255 || next.tableId() > tableId) && next.tableId() < 255,
                            OfError.OFPBIC_BAD_TABLE_ID,
                            "goto_table %",
                            next.tableId());
                case Instruction.ClearActions _, Instruction.WriteMetadata _, Instruction.Raw _ -> {}
            }
        }
    }

    void checkActions(List<Action> actions) throws OpenFlowException {
        for (int i = 0; i < actions.size(); i++) {
            check(actions.get(i));
        }
    }

    private void checkActionSet(List<Action> actions) throws OpenFlowException {
        lax = true;
        for (Action action : actions) {
            boolean listOnly = switch (action) {
                case Action.Controller _,
                        Action.Exit _,
                        Action.Note _,
                        Action.OutputReg _,
                        Action.Enqueue _,
                        Action.PopQueue _ -> true;
                default -> false;
            };
            Dialect.need(!listOnly, OfError.OFPBAC_BAD_TYPE, "% in an action set", action);
            check(action);
        }
        lax = false;
        restart();
    }

    private void check(Action action) throws OpenFlowException {
        switch (action) {
            case Action.SetField set -> checkSetField(set);
            case Action.SetVlanVid _, Action.SetVlanPcp _, Action.PushVlan _ -> tagged = true;
            case Action.PopVlan _ -> {
                promise(tagged, "pop_vlan without a VLAN in the match");
                tagged = false;
            }
            case Action.SetTpSrc _, Action.SetTpDst _ -> promise(transport(), "transport port without a protocol");
            case Action.PushMpls push -> {
                etherType = push.etherType();
                protocol = 0;
            }
            case Action.PopMpls pop -> {
                promise(mpls(), "pop_mpls without MPLS in the match");
                etherType = pop.etherType();
            }
            case Action.SetMplsTtl _, Action.DecMplsTtl _ -> promise(mpls(), "MPLS TTL without MPLS in the match");
            case Action.SetNwTtl _, Action.DecNwTtl _, Action.DecNwTtlControllers _ -> promise(ip(), "TTL without IP");
            case Action.RegLoad load -> checkSubfield(load.destination());
            case Action.RegMove move -> {
                checkSubfield(move.source());
                checkSubfield(move.destination());
            }
            case Action.OutputReg output -> checkSubfield(output.source());
            case Action.Output _,
                    Action.Enqueue _,
                    Action.Group _,
                    Action.SetQueue _,
                    Action.PushPbb _,
                    Action.PopPbb _,
                    Action.CopyTtlOut _,
                    Action.CopyTtlIn _,
                    Action.Resubmit _,
                    Action.Controller _,
                    Action.PopQueue _,
                    Action.Note _,
                    Action.Exit _,
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
                    Action.Raw _ -> {}
        }
    }

    /** OpenFlow 1.0's field actions are legal whatever the match says; set-field is not. */
    private void checkSetField(Action.SetField set) throws OpenFlowException {
        if (!of10) {
            boolean vlan = set.field() != Field.VLAN_VID || tagged;
            Dialect.need(
                    vlan && set.field().prerequisite().metBy(this),
                    OfError.OFPBAC_MATCH_INCONSISTENT,
                    "set_field of % without what it needs in the match",
                    set.field());
        }
        if (set.field() == Field.VLAN_TCI) {
            tagged = (set.value().lo() & PRESENT) != 0;
        }
    }

    private void checkSubfield(Subfield subfield) throws OpenFlowException {
        Dialect.need(
                subfield.field().prerequisite().metBy(this),
                OfError.OFPBAC_MATCH_INCONSISTENT,
                "% without what it needs in the match",
                subfield.field());
    }

    private void promise(boolean held, String reason) throws OpenFlowException {
        Dialect.need(held || of10 || lax, OfError.OFPBAC_MATCH_INCONSISTENT, reason);
    }

    private boolean ip() {
        return etherType == EtherType.IPV4 || etherType == EtherType.IPV6;
    }

    private boolean mpls() {
        return etherType == EtherType.MPLS || etherType == EtherType.MPLS_MULTICAST;
    }

    private boolean transport() {
        return ip() && (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP || protocol == IpProtocol.SCTP);
    }

    @Override
    public long value(Field field) {
        return switch (field) {
            case ETH_TYPE -> etherType;
            case IP_PROTO -> protocol;
            case VLAN_VID -> tagged ? PRESENT : 0;
            default -> match.value(field);
        };
    }

    @Override
    public long mask(Field field) {
        return field == Field.VLAN_VID ? PRESENT : match.mask(field);
    }

    @Override
    public boolean exact(Field field) {
        return switch (field) {
            case ETH_TYPE -> etherType != 0;
            case IP_PROTO -> protocol != 0;
            default -> match.exact(field);
        };
    }
}
