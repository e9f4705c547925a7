package org.mirach.vswitch.pipeline;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.MatchBuilder;
import org.mirach.openflow.model.PortNo;

/** As much of ovs-ofctl's syntax as the tests of pipeline and slow path write. */
public final class FlowSyntax {
    private FlowSyntax() {}

    /** {@code table=1,priority=10,ip,nw_dst=10.0.0.0/8,actions=output:1}. */
    public static FlowChange add(String flow) {
        return change(FlowModCommand.ADD, flow).newCookie(cookie(flow)).build();
    }

    public static FlowChangeBuilder change(FlowModCommand command, String flow) {
        int at = flow.indexOf("actions=");
        FlowChangeBuilder builder = FlowChange.builder(command);
        MatchBuilder match = Match.builder();
        for (String part : (at < 0 ? flow : flow.substring(0, at)).split(",")) {
            String[] pair = part.trim().split("=", 2);
            switch (pair[0]) {
                case "", "cookie" -> {}
                case "table" -> builder.tableId(Integer.decode(pair[1]));
                case "priority" -> builder.priority(Integer.decode(pair[1]));
                case "idle_timeout" -> builder.idleTimeout(Integer.decode(pair[1]));
                case "hard_timeout" -> builder.hardTimeout(Integer.decode(pair[1]));
                case "out_port" -> builder.outPort(port(pair[1]));
                default -> field(match, pair[0], pair.length == 2 ? pair[1] : null);
            }
        }
        builder.match(match.build());
        return at < 0 ? builder : builder.instructions(instructions(flow.substring(at + 8)));
    }

    static long cookie(String flow) {
        int at = flow.indexOf("cookie=");
        return at < 0 ? 0 : Long.decode(flow.substring(at + 7).split(",")[0]);
    }

    public static Match match(String text) {
        MatchBuilder match = Match.builder();
        for (String part : text.split(",")) {
            String[] pair = part.trim().split("=", 2);
            if (!pair[0].isEmpty()) {
                field(match, pair[0], pair.length == 2 ? pair[1] : null);
            }
        }
        return match.build();
    }

    private static void field(MatchBuilder match, String name, String value) {
        switch (name) {
            case "ip" -> match.exact(Field.ETH_TYPE, EtherType.IPV4);
            case "ipv6" -> match.exact(Field.ETH_TYPE, EtherType.IPV6);
            case "mpls" -> match.exact(Field.ETH_TYPE, EtherType.MPLS);
            case "arp" -> match.exact(Field.ETH_TYPE, EtherType.ARP);
            case "tcp", "udp", "icmp" ->
                match.exact(Field.ETH_TYPE, EtherType.IPV4)
                        .exact(Field.IP_PROTO, name.equals("tcp") ? 6 : name.equals("udp") ? 17 : 1);
            case "tcp6", "udp6", "icmp6" ->
                match.exact(Field.ETH_TYPE, EtherType.IPV6)
                        .exact(Field.IP_PROTO, name.equals("tcp6") ? 6 : name.equals("udp6") ? 17 : 58);
            case "dl_vlan" -> match.exact(Field.VLAN_VID, 0x1000 | Long.decode(value));
            default -> {
                Field field = named(name);
                String[] masked = value.split("/");
                FieldValue mask = masked.length == 1 ? field.fullMask() : maskOf(field, masked[1]);
                match.masked(field, value(field, masked[0]), mask);
            }
        }
    }

    private static Field named(String name) {
        for (int i = 0; i < Field.count(); i++) {
            if (Field.at(i).names().contains(name)) {
                return Field.at(i);
            }
        }
        throw new IllegalArgumentException("no field " + name);
    }

    private static FieldValue maskOf(Field field, String text) {
        if (text.matches("\\d+") && (field.bits() == 32 || field.bits() == 128) && field != Field.IN_PORT) {
            int zeros = field.bits() - Integer.parseInt(text);
            return zeros >= 64
                    ? new FieldValue(-1L << zeros - 64, 0)
                    : field.bits() == 32
                            ? FieldValue.of(0xffffffffL << zeros & 0xffffffffL)
                            : new FieldValue(-1L, -1L << zeros);
        }
        return value(field, text);
    }

    private static FieldValue value(Field field, String text) {
        if (field == Field.IN_PORT) {
            return FieldValue.of(Integer.toUnsignedLong(port(text)));
        }
        if (text.matches("([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}")) {
            return FieldValue.of(HexFormat.of().parseHex(text.replace(":", "")));
        }
        if (text.contains(":") || text.matches("\\d+\\.\\d+\\.\\d+\\.\\d+")) {
            return address(text);
        }
        return FieldValue.of(Long.decode(text));
    }

    private static FieldValue address(String text) {
        try {
            return FieldValue.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** {@code set_field:1->metadata,output:2,goto_table:1}. */
    public static List<Instruction> instructions(String text) {
        List<Instruction> result = new ArrayList<>();
        List<Action> actions = new ArrayList<>();
        for (String word : words(text)) {
            String argument = word.contains(":") ? word.substring(word.indexOf(':') + 1) : "";
            if (word.startsWith("goto_table:")) {
                result.add(new Instruction.GotoTable(Integer.decode(argument)));
            } else if (word.startsWith("write_metadata:")) {
                result.add(new Instruction.WriteMetadata(Long.decode(argument), -1L));
            } else if (word.startsWith("write_actions(")) {
                result.add(new Instruction.WriteActions(actions(word.substring(14, word.length() - 1))));
            } else if (word.startsWith("meter:")) {
                result.add(new Instruction.Meter(Integer.decode(argument)));
            } else if (word.equals("clear_actions")) {
                result.add(new Instruction.ClearActions());
            } else if (!word.equals("drop")) {
                actions.add(action(word));
            }
        }
        if (!actions.isEmpty()) {
            result.add(new Instruction.ApplyActions(actions));
        }
        return result;
    }

    public static List<Action> actions(String text) {
        return words(text).stream().map(FlowSyntax::action).toList();
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ',' : text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                if (i > from) {
                    words.add(text.substring(from, i).trim());
                }
                from = i + 1;
            }
        }
        return words;
    }

    private static Action action(String word) {
        String name = word.split("[:(]")[0];
        String argument =
                word.substring(Math.min(word.length(), name.length() + 1)).replace(")", "");
        return switch (name) {
            case "output" -> new Action.Output(port(argument));
            case "set_field" -> setField(argument.split("->"));
            case "move" -> new Action.RegMove(subfield(argument.split("->")[0]), subfield(argument.split("->")[1]));
            case "mod_vlan_vid" -> new Action.SetVlanVid(Integer.decode(argument));
            case "mod_vlan_pcp" -> new Action.SetVlanPcp(Integer.decode(argument));
            case "mod_tp_dst" -> new Action.SetTpDst(Integer.decode(argument));
            case "mod_tp_src" -> new Action.SetTpSrc(Integer.decode(argument));
            case "push_vlan" -> new Action.PushVlan(Integer.decode(argument));
            case "pop_vlan", "strip_vlan" -> new Action.PopVlan();
            case "dec_ttl" -> new Action.DecNwTtl();
            case "mod_nw_ttl" -> new Action.SetNwTtl(Integer.decode(argument));
            case "enqueue" -> new Action.Enqueue(port(argument.split(",")[0]), Integer.decode(argument.split(",")[1]));
            case "resubmit" -> new Action.Resubmit(PortNo.IN_PORT, Integer.decode(argument.split(",")[1]));
            case "exit" -> new Action.Exit();
            case "group" -> new Action.Group(Integer.decode(argument));
            default -> nicira(name, word, argument);
        };
    }

    private static Action nicira(String name, String word, String argument) {
        String inner = word.indexOf('(') < 0 ? "" : word.substring(word.indexOf('(') + 1, word.length() - 1);
        return switch (name) {
            case "push_mpls" -> new Action.PushMpls(Integer.decode(argument));
            case "pop_mpls" -> new Action.PopMpls(Integer.decode(argument));
            case "push_pbb" -> new Action.PushPbb(Integer.decode(argument));
            case "pop_pbb" -> new Action.PopPbb();
            case "set_mpls_ttl" -> new Action.SetMplsTtl(Integer.decode(argument));
            case "dec_mpls_ttl" -> new Action.DecMplsTtl();
            case "copy_ttl_out" -> new Action.CopyTtlOut();
            case "copy_ttl_in" -> new Action.CopyTtlIn();
            case "set_queue" -> new Action.SetQueue(Integer.decode(argument));
            case "pop_queue" -> new Action.PopQueue();
            case "push" -> new Action.StackPush(subfield(argument));
            case "pop" -> new Action.StackPop(subfield(argument));
            case "clone" -> new Action.Clone(actions(inner));
            case "ct_clear" -> new Action.CtClear();
            case "ct" -> ct(inner);
            case "trunc" -> new Action.OutputTruncated(port(inner.split(",")[0]), Integer.decode(inner.split(",")[1]));
            case "larger" ->
                new Action.CheckPacketLarger(Integer.decode(inner.split(",")[0]), subfield(inner.split(",")[1]));
            case "pause" -> new Action.Controller(0xffff, 0, 1, true, Bytes.EMPTY, 0);
            case "encap_nsh" -> new Action.Encap(0x1894f, List.of());
            case "encap_mpls" -> new Action.Encap(0x18847, List.of());
            case "encap_eth" -> new Action.Encap(0, List.of());
            case "decap" -> new Action.Decap(0x1fffe);
            case "dec_nsh_ttl" -> new Action.DecNshTtl();
            case "fin_timeout" -> new Action.FinTimeout(Integer.decode(inner), 0);
            case "controller" ->
                new Action.Output(PortNo.CONTROLLER, argument.isEmpty() ? 0xffff : Integer.decode(argument));
            default -> new Action.Output(port(word));
        };
    }

    /** {@code commit,table=1,zone=5,nat,mark=3}. */
    private static Action ct(String text) {
        int flags = 0;
        int table = Action.Ct.NO_TABLE;
        int zone = 0;
        List<Action> actions = new ArrayList<>();
        for (String word : words(text)) {
            String value = word.substring(word.indexOf('=') + 1);
            switch (word.split("=")[0]) {
                case "commit" -> flags |= Action.Ct.COMMIT;
                case "table" -> table = Integer.decode(value);
                case "zone" -> zone = Integer.decode(value);
                case "nat" -> actions.add(new Action.Nat(0, false, FieldValue.ZERO, FieldValue.ZERO, 0, 0));
                default -> actions.add(new Action.SetField(Field.CT_MARK, Long.decode(value)));
            }
        }
        return new Action.Ct(flags, Optional.empty(), zone, table, 0, actions);
    }

    /** As in {@code ipv6_src[0..63]}. */
    private static Subfield subfield(String text) {
        String[] parts = text.split("\\[|\\.\\.|]");
        int first = Integer.decode(parts[1]);
        return new Subfield(named(parts[0]), first, Integer.decode(parts[2]) - first + 1);
    }

    private static Action setField(String[] valueAndField) {
        Field field = named(valueAndField[1]);
        String[] masked = valueAndField[0].split("/");
        return new Action.SetField(
                field, value(field, masked[0]), masked.length == 1 ? field.fullMask() : maskOf(field, masked[1]));
    }

    public static int port(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "in_port" -> PortNo.IN_PORT;
            case "table" -> PortNo.TABLE;
            case "normal" -> PortNo.NORMAL;
            case "flood" -> PortNo.FLOOD;
            case "all" -> PortNo.ALL;
            case "local" -> PortNo.LOCAL;
            case "none", "any" -> PortNo.ANY;
            default -> Integer.decode(text);
        };
    }
}
