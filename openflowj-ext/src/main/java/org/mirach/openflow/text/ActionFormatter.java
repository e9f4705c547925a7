package org.mirach.openflow.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.MaskedField;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.PortNo;

/** Actions and instructions in the words of ovs-actions(7). */
final class ActionFormatter {
    private ActionFormatter() {}

    static String actions(List<Action> actions) {
        return actions.isEmpty()
                ? "drop"
                : actions.stream().map(ActionFormatter::action).collect(Collectors.joining(","));
    }

    static String instructions(List<Instruction> instructions) {
        List<String> parts = new ArrayList<>();
        for (Instruction instruction : instructions) {
            switch (instruction) {
                case Instruction.Meter meter -> parts.add("meter:" + Integer.toUnsignedString(meter.meterId()));
                case Instruction.ApplyActions apply -> apply.actions().forEach(action -> parts.add(action(action)));
                case Instruction.ClearActions _ -> parts.add("clear_actions");
                case Instruction.WriteActions write -> parts.add("write_actions(" + actions(write.actions()) + ")");
                case Instruction.WriteMetadata write ->
                    parts.add("write_metadata:" + Numbers.hex(write.metadata())
                            + (write.mask() == -1L ? "" : "/" + Numbers.hex(write.mask())));
                case Instruction.GotoTable next -> parts.add("goto_table:" + next.tableId());
                case Instruction.Raw raw ->
                    parts.add("unknown_instruction(type=" + raw.type() + "," + raw.body() + ")");
            }
        }
        return parts.isEmpty() ? "drop" : String.join(",", parts);
    }

    static String action(Action action) {
        return switch (action) {
            case Action.Output output -> output(output);
            case Action.Enqueue enqueue -> "enqueue:" + Ports.format(enqueue.port()) + ":" + enqueue.queueId();
            case Action.Group group -> "group:" + Integer.toUnsignedString(group.groupId());
            case Action.SetQueue set -> "set_queue:" + Integer.toUnsignedString(set.queueId());
            case Action.PopQueue _ -> "pop_queue";
            case Action.SetField set ->
                "set_field:" + ValueText.format(new MaskedField(set.field(), set.value(), set.mask())) + "->"
                        + set.field().names().getFirst();
            case Action.SetVlanVid set -> "mod_vlan_vid:" + set.vlanVid();
            case Action.SetVlanPcp set -> "mod_vlan_pcp:" + set.vlanPcp();
            case Action.SetTpSrc set -> "mod_tp_src:" + set.port();
            case Action.SetTpDst set -> "mod_tp_dst:" + set.port();
            case Action.PushVlan push -> "push_vlan:" + Numbers.hex(push.etherType());
            case Action.PopVlan _ -> "pop_vlan";
            case Action.PushMpls push -> "push_mpls:0x%04x".formatted(push.etherType());
            case Action.PopMpls pop -> "pop_mpls:0x%04x".formatted(pop.etherType());
            case Action.PushPbb push -> "push_pbb:0x%04x".formatted(push.etherType());
            case Action.PopPbb _ -> "pop_pbb";
            case Action.SetNwTtl set -> "mod_nw_ttl:" + set.ttl();
            case Action.DecNwTtl _ -> "dec_ttl";
            case Action.DecNwTtlControllers dec ->
                "dec_ttl(" + dec.controllerIds().stream().map(String::valueOf).collect(Collectors.joining(",")) + ")";
            case Action.SetMplsTtl set -> "set_mpls_ttl(" + set.ttl() + ")";
            case Action.DecMplsTtl _ -> "dec_mpls_ttl";
            case Action.CopyTtlOut _ -> "copy_ttl_out";
            case Action.CopyTtlIn _ -> "copy_ttl_in";
            case Action.Resubmit resubmit -> resubmit(resubmit);
            case Action.RegLoad load -> load(load);
            case Action.RegMove move ->
                "move:" + FieldNames.format(move.source()) + "->" + FieldNames.format(move.destination());
            case Action.OutputReg output -> "output:" + FieldNames.format(output.source());
            case Action.Controller controller -> NiciraActionFormatter.controller(controller);
            case Action.Note note -> "note:" + NiciraActionFormatter.dotted(note.data());
            case Action.Exit _ -> "exit";
            case Action.SetTunnel set ->
                "set_tunnel" + (set.wide() || set.tunnelId() >>> 32 != 0 ? "64:" : ":") + Numbers.hex(set.tunnelId());
            case Action.OutputTruncated output ->
                "output(port=" + Ports.format(output.port()) + ",max_len="
                        + Integer.toUnsignedString(output.maxLength()) + ")";
            case Action.Learn learn -> NiciraActionFormatter.learn(learn);
            case Action.Conjunction part ->
                "conjunction(" + part.id() + "," + (part.clause() + 1) + "/" + part.clauseCount() + ")";
            case Action.Ct ct -> NiciraActionFormatter.connection(ct);
            case Action.CtClear _ -> "ct_clear";
            case Action.Nat nat -> NiciraActionFormatter.nat(nat);
            case Action.Multipath multipath -> NiciraActionFormatter.multipath(multipath);
            case Action.Bundle bundle -> NiciraActionFormatter.bundle(bundle);
            case Action.StackPush push -> "push:" + FieldNames.format(push.source());
            case Action.StackPop pop -> "pop:" + FieldNames.format(pop.destination());
            case Action.Clone copy -> "clone(" + actions(copy.actions()) + ")";
            case Action.CheckPacketLarger check ->
                "check_pkt_larger(" + check.length() + ")->" + FieldNames.format(check.destination());
            case Action.FinTimeout cut -> NiciraActionFormatter.finTimeout(cut);
            case Action.Sample sample -> NiciraActionFormatter.sample(sample);
            case Action.Encap encap -> NiciraActionFormatter.encap(encap);
            case Action.Decap decap -> NiciraActionFormatter.decap(decap);
            case Action.DecNshTtl _ -> "dec_nsh_ttl";
            case Action.DeleteField delete ->
                "delete_field:" + delete.field().names().getFirst();
            case Action.Raw raw -> "unknown_action(type=" + raw.type() + "," + raw.body() + ")";
        };
    }

    private static String output(Action.Output output) {
        if (output.port() == PortNo.CONTROLLER) {
            return "CONTROLLER:" + output.maxLength();
        }
        String port = Ports.format(output.port());
        return PortNo.reserved(output.port()) ? port : "output:" + port;
    }

    /** Where a load needs the form that has room for any field, Open vSwitch says set_field. */
    private static String load(Action.RegLoad load) {
        Subfield part = load.destination();
        if (part.field().isTunnelMetadata() || FieldNames.format(part).startsWith("NXOXM")) {
            FieldValue value = FieldValue.of(load.value()).shiftLeft(part.offset());
            MaskedField whole =
                    new MaskedField(part.field(), value, part.field().fullMask());
            boolean all = part.mask().equals(FieldValue.ones(8 * part.field().oxmOctets()));
            return "set_field:" + ValueText.format(whole) + (all ? "" : "/" + Numbers.hex(part.mask())) + "->"
                    + part.field().names().getFirst();
        }
        return "load:" + Numbers.hex(load.value()) + "->" + FieldNames.format(part);
    }

    private static String resubmit(Action.Resubmit resubmit) {
        String port = resubmit.inPort() == PortNo.IN_PORT ? "" : Ports.format(resubmit.inPort());
        if (!port.isEmpty() && resubmit.tableId() == 255) {
            return "resubmit:" + port;
        }
        return "resubmit(" + port + "," + (resubmit.tableId() == 255 ? "" : resubmit.tableId())
                + (resubmit.originalTuple() ? ",ct)" : ")");
    }
}
