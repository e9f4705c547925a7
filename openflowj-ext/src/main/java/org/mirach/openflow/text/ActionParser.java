package org.mirach.openflow.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.MaskedField;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.PortNo;

/**
 * Reads actions and instructions as ovs-actions(7) writes them.
 *
 * <p><b>Threads:</b> one; made for one list.
 */
final class ActionParser {
    private static final int ANY_TABLE = 255;

    private final String text;
    private final int start;
    private final int end;
    private final List<Action> actions = new ArrayList<>();
    private Instruction meter;
    private Instruction clear;
    private Instruction write;
    private Instruction metadata;
    private Instruction next;

    ActionParser(String text, int start, int end) {
        this.text = text;
        this.start = start;
        this.end = end;
    }

    /** Instructions, in OpenFlow's order of execution. */
    List<Instruction> instructions() {
        run(true);
        List<Instruction> list = new ArrayList<>();
        add(list, meter);
        add(list, actions.isEmpty() ? null : new Instruction.ApplyActions(actions));
        add(list, clear);
        add(list, write);
        add(list, metadata);
        add(list, next);
        return list;
    }

    /** Actions only. */
    List<Action> actions() {
        run(false);
        return actions;
    }

    private static void add(List<Instruction> list, Instruction instruction) {
        if (instruction != null) {
            list.add(instruction);
        }
    }

    private void run(boolean instructionsToo) {
        KeyValues pair = new KeyValues(text, start, end);
        boolean dropped = false;
        int count = 0;
        while (pair.next()) {
            count++;
            String word = pair.key().toLowerCase(Locale.ROOT);
            try {
                if (word.equals("drop")) {
                    dropped = true;
                } else if (!instruction(pair, word, instructionsToo)) {
                    actions.addAll(actions(pair, word));
                }
            } catch (SyntaxException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw pair.badValue(e.getMessage());
            }
        }
        if (dropped && count > 1) {
            throw new SyntaxException(text, start, "\"drop\" stands alone: it is the lack of every other action");
        }
    }

    private boolean instruction(KeyValues pair, String word, boolean allowed) {
        switch (word) {
            case "meter" -> meter = once(pair, meter, new Instruction.Meter((int) pair.number(0xffffffffL)));
            case "clear_actions" -> clear = once(pair, clear, new Instruction.ClearActions());
            case "write_actions" ->
                write = once(
                        pair,
                        write,
                        new Instruction.WriteActions(new ActionParser(
                                        text,
                                        pair.valueAt(),
                                        pair.valueAt() + pair.value().length())
                                .actions()));
            case "write_metadata" -> {
                int slash = pair.value().indexOf('/');
                long mask = slash < 0 ? -1L : pair.number(pair.value().substring(slash + 1), -1L);
                long value = pair.number(slash < 0 ? pair.value() : pair.value().substring(0, slash), -1L);
                metadata = once(pair, metadata, new Instruction.WriteMetadata(value, mask));
            }
            case "goto_table" -> next = once(pair, next, new Instruction.GotoTable((int) pair.number(254)));
            default -> {
                return false;
            }
        }
        if (!allowed) {
            throw pair.badKey("is an instruction, which cannot stand here");
        }
        return true;
    }

    private static Instruction once(KeyValues pair, Instruction before, Instruction now) {
        if (before != null) {
            throw pair.badKey("may stand only once");
        }
        return now;
    }

    private List<Action> actions(KeyValues pair, String word) {
        return switch (word) {
            case "load" -> load(pair);
            default -> List.of(action(pair, word));
        };
    }

    private static Action action(KeyValues pair, String word) {
        return switch (word) {
            case "output" -> output(pair);
            case "enqueue" -> enqueue(pair);
            case "group" -> new Action.Group((int) pair.number(0xffffffffL));
            case "set_queue" -> new Action.SetQueue((int) pair.number(0xffffffffL));
            case "pop_queue" -> new Action.PopQueue();
            case "set_field" -> setField(pair);
            case "move" -> move(pair);
            case "resubmit" -> resubmit(pair);
            case "note" -> new Action.Note(NiciraActionParser.octets(pair));
            case "exit" -> new Action.Exit();
            case "learn" -> new LearnParser().parse(pair);
            case "ct" -> new ConnectionParser().parse(pair);
            case "nat" -> ConnectionParser.nat(pair);
            case "clone" -> new Action.Clone(pair.actions());
            default -> {
                Action larger = NiciraActionParser.parse(pair, word);
                yield larger != null ? larger : edit(pair, word);
            }
        };
    }

    private static Action edit(KeyValues pair, String word) {
        return switch (word) {
            case "mod_vlan_vid" -> new Action.SetVlanVid((int) pair.number(0xfff));
            case "mod_vlan_pcp" -> new Action.SetVlanPcp((int) pair.number(7));
            case "set_vlan_vid" -> new Action.SetField(Field.VLAN_VID, pair.number(0xfff) | 0x1000);
            case "set_vlan_pcp" -> new Action.SetField(Field.VLAN_PCP, pair.number(7));
            case "strip_vlan", "pop_vlan" -> new Action.PopVlan();
            case "push_vlan" -> new Action.PushVlan((int) pair.number(0xffff));
            case "mod_dl_src" -> new Action.SetField(Field.ETH_SRC, ValueText.mac(pair.value()));
            case "mod_dl_dst" -> new Action.SetField(Field.ETH_DST, ValueText.mac(pair.value()));
            case "mod_nw_src" -> new Action.SetField(Field.IPV4_SRC, ValueText.ipv4(pair.value()));
            case "mod_nw_dst" -> new Action.SetField(Field.IPV4_DST, ValueText.ipv4(pair.value()));
            case "mod_nw_tos" -> new Action.SetField(Field.IP_DSCP, multipleOf4(pair) >> 2);
            case "mod_nw_ecn" -> new Action.SetField(Field.IP_ECN, pair.number(3));
            case "mod_nw_ttl" -> new Action.SetNwTtl((int) pair.number(255));
            case "mod_tp_src" -> new Action.SetTpSrc((int) pair.number(0xffff));
            case "mod_tp_dst" -> new Action.SetTpDst((int) pair.number(0xffff));
            case "dec_ttl" -> decTtl(pair);
            case "set_mpls_label" -> new Action.SetField(Field.MPLS_LABEL, pair.number(0xfffff));
            case "set_mpls_tc" -> new Action.SetField(Field.MPLS_TC, pair.number(7));
            case "set_mpls_ttl" -> new Action.SetMplsTtl((int) pair.number(255));
            case "dec_mpls_ttl" -> new Action.DecMplsTtl();
            case "push_mpls" -> new Action.PushMpls((int) pair.number(0xffff));
            case "pop_mpls" -> new Action.PopMpls((int) pair.number(0xffff));
            case "push_pbb" -> new Action.PushPbb((int) pair.number(0xffff));
            case "pop_pbb" -> new Action.PopPbb();
            case "copy_ttl_out" -> new Action.CopyTtlOut();
            case "copy_ttl_in" -> new Action.CopyTtlIn();
            case "set_tunnel" -> new Action.SetTunnel(pair.number(-1L), false);
            case "set_tunnel64" -> new Action.SetTunnel(pair.number(-1L), true);
            default -> port(pair);
        };
    }

    /** A port by itself is an output to it. */
    private static Action port(KeyValues pair) {
        Integer port = pair.value().isEmpty() ? Ports.parse(pair.key()) : null;
        if (port == null || port == PortNo.ANY || port == PortNo.UNSET) {
            throw pair.badKey("is no action that is known here");
        }
        return new Action.Output(port);
    }

    private static long multipleOf4(KeyValues pair) {
        long tos = pair.number(255);
        if ((tos & 3) != 0) {
            throw pair.badValue("is no multiple of 4: the two lowest bits are ECN, mod_nw_ecn sets them");
        }
        return tos;
    }

    private static Action output(KeyValues pair) {
        if (pair.parenthesised()) {
            return NiciraActionParser.outputTruncated(pair);
        }
        Integer port = Ports.parse(pair.value());
        if (port == null) {
            Subfield source = FieldNames.find(pair.value());
            if (source == null) {
                throw pair.badValue("is no OpenFlow port, nor part of a field");
            }
            return new Action.OutputReg(source, PortNo.WHOLE_PACKET);
        }
        return new Action.Output(port, port == PortNo.CONTROLLER ? PortNo.WHOLE_PACKET : 0);
    }

    /** {@code enqueue:PORT:QUEUE} or {@code enqueue(PORT,QUEUE)}. */
    private static Action enqueue(KeyValues pair) {
        String[] parts = pair.value().split("[:,]");
        if (parts.length != 2) {
            throw pair.badValue("must be PORT:QUEUE");
        }
        return new Action.Enqueue(pair.port(parts[0].trim()), (int) pair.number(parts[1].trim(), 0xffffffffL));
    }

    private static Action setField(KeyValues pair) {
        String value = pair.value();
        int arrow = value.indexOf("->");
        if (arrow < 0) {
            throw pair.badValue("must be VALUE->FIELD");
        }
        String name = value.substring(arrow + 2);
        Field field = FieldNames.field(name);
        if (field == null) {
            throw pair.badValue("sets " + name + ", which is no field that is known here");
        }
        if (!field.settable()) {
            throw pair.badValue("sets " + name + ", which is read-only");
        }
        MaskedField masked = ValueText.parse(field, value.substring(0, arrow));
        return new Action.SetField(field, masked.value(), masked.mask());
    }

    /** One load for each 64 bits. */
    private static List<Action> load(KeyValues pair) {
        int arrow = arrow(pair);
        Subfield destination = FieldNames.parse(pair.value().substring(arrow + 2));
        FieldValue value;
        try {
            value = Numbers.wide(pair.value().substring(0, arrow));
        } catch (NumberFormatException e) {
            throw pair.badValue("is no number for load");
        }
        if (!value.and(FieldValue.ones(destination.bits())).equals(value)) {
            throw pair.badValue("is too large for " + destination.bits() + " bits");
        }
        List<Action> loads = new ArrayList<>(1);
        for (int at = 0; at < destination.bits(); at += 64) {
            int bits = Math.min(64, destination.bits() - at);
            FieldValue part = value.shiftRight(at).and(FieldValue.ones(bits));
            loads.add(
                    new Action.RegLoad(new Subfield(destination.field(), destination.offset() + at, bits), part.lo()));
        }
        return loads;
    }

    private static Action move(KeyValues pair) {
        int arrow = arrow(pair);
        Subfield source = FieldNames.parse(pair.value().substring(0, arrow));
        Subfield destination = FieldNames.parse(pair.value().substring(arrow + 2));
        if (source.bits() != destination.bits()) {
            throw pair.badValue("moves " + source.bits() + " bits to " + destination.bits());
        }
        return new Action.RegMove(source, destination);
    }

    private static int arrow(KeyValues pair) {
        int arrow = pair.value().indexOf("->");
        if (arrow < 0) {
            throw pair.badValue("must be SOURCE->DESTINATION");
        }
        return arrow;
    }

    private static Action resubmit(KeyValues pair) {
        if (!pair.parenthesised()) {
            return new Action.Resubmit(pair.port(), ANY_TABLE);
        }
        String[] parts = pair.value().split(",", -1);
        boolean ct = parts.length == 3 && parts[2].trim().equals("ct");
        if (parts.length > 3 || parts.length == 3 && !ct && !parts[2].isBlank()) {
            throw pair.badValue("must be PORT,TABLE or PORT,TABLE,ct, where port and table may be empty");
        }
        String port = parts[0].trim();
        String table = parts.length == 1 ? "" : parts[1].trim();
        if (port.isEmpty() && table.isEmpty()) {
            throw pair.badValue("must name a port or a table");
        }
        return new Action.Resubmit(
                port.isEmpty() ? PortNo.IN_PORT : pair.port(port),
                table.isEmpty() ? ANY_TABLE : (int) pair.number(table, ANY_TABLE),
                ct);
    }

    private static Action decTtl(KeyValues pair) {
        if (!pair.parenthesised()) {
            return new Action.DecNwTtl();
        }
        List<Integer> ids = new ArrayList<>();
        for (String id : pair.value().split(",")) {
            ids.add((int) pair.number(id.trim(), 0xffff));
        }
        return new Action.DecNwTtlControllers(ids);
    }
}
