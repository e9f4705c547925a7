package org.mirach.openflow.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.mirach.openflow.field.MaskedField;
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
            case Action.Controller controller -> controller(controller);
            case Action.Note note ->
                "note:" + String.join(".", note.data().toString().split("(?<=\\G..)"));
            case Action.Exit _ -> "exit";
            case Action.SetTunnel set ->
                "set_tunnel" + (set.wide() || set.tunnelId() >>> 32 != 0 ? "64:" : ":") + Numbers.hex(set.tunnelId());
            case Action.OutputTruncated _,
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
                    Action.DeleteField _ -> action.toString();
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

    private static String load(Action.RegLoad load) {
        return "load:" + Numbers.hex(load.value()) + "->" + FieldNames.format(load.destination());
    }

    private static String resubmit(Action.Resubmit resubmit) {
        String port = resubmit.inPort() == PortNo.IN_PORT ? "" : Ports.format(resubmit.inPort());
        if (!port.isEmpty() && resubmit.tableId() == 255) {
            return "resubmit:" + port;
        }
        return "resubmit(" + port + "," + (resubmit.tableId() == 255 ? "" : resubmit.tableId()) + ")";
    }

    private static String controller(Action.Controller controller) {
        if (controller.reason() == 1 && controller.controllerId() == 0) {
            return "CONTROLLER:" + controller.maxLength();
        }
        List<String> parts = new ArrayList<>();
        if (controller.reason() != 1) {
            parts.add("reason=" + Reasons.packetIn(controller.reason()));
        }
        if (controller.maxLength() != PortNo.WHOLE_PACKET) {
            parts.add("max_len=" + controller.maxLength());
        }
        if (controller.controllerId() != 0) {
            parts.add("id=" + controller.controllerId());
        }
        return "controller(" + String.join(",", parts) + ")";
    }
}
