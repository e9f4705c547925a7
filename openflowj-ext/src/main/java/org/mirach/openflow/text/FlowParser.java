package org.mirach.openflow.text;

import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowModBuilder;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowModFlags;

/**
 * Reads a whole flow: match, attributes, and actions where the command takes them.
 *
 * <p><b>Threads:</b> one; made for one flow.
 */
final class FlowParser {
    private static final int ALL_TABLES = 255;

    private final String text;
    private final FlowModCommand command;
    private final boolean takesActions;
    private final FlowModBuilder mod;
    private final MatchParser match = new MatchParser();
    private int flags;

    FlowParser(String text, FlowModCommand command) {
        this.text = text;
        this.command = command;
        this.takesActions = command.ordinal() <= FlowModCommand.MODIFY_STRICT.ordinal();
        this.mod = FlowMod.builder().command(command).tableId(takesActions ? 0 : ALL_TABLES);
    }

    FlowModBuilder parse() {
        int actionsAt = actionsAt();
        if (takesActions && actionsAt < 0) {
            throw new SyntaxException(text, text.length(), "actions=... is missing; actions=drop drops");
        }
        int end = actionsAt < 0 ? text.length() : text.lastIndexOf("action", actionsAt);
        KeyValues pair = new KeyValues(text, 0, end);
        while (pair.next()) {
            if (!attribute(pair) && !match.take(pair)) {
                throw pair.badKey("is no field or attribute of a flow");
            }
        }
        mod.match(match.finish()).flags(flags);
        if (takesActions) {
            mod.instructions(new ActionParser(text, actionsAt, text.length()).instructions());
        } else if (actionsAt >= 0) {
            throw new SyntaxException(text, end, "actions have no place in a command that deletes or lists");
        }
        return mod;
    }

    /** Where the actions begin, behind "actions=", or -1. */
    private int actionsAt() {
        for (String word : new String[] {"actions", "action"}) {
            for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
                int equals = at + word.length();
                boolean begins = at == 0 || " ,\t\r\n".indexOf(text.charAt(at - 1)) >= 0;
                if (begins && equals < text.length() && "=:".indexOf(text.charAt(equals)) >= 0) {
                    return equals + 1;
                }
            }
        }
        return -1;
    }

    private boolean attribute(KeyValues pair) {
        switch (pair.key()) {
            case "table" -> mod.tableId((int) pair.number(takesActions ? 254 : ALL_TABLES));
            case "priority" -> mod.priority((int) pair.number(0xffff));
            case "cookie" -> cookie(pair);
            case "idle_timeout" -> mod.idleTimeout((int) pair.number(0xffff));
            case "hard_timeout" -> mod.hardTimeout((int) pair.number(0xffff));
            case "out_port" -> mod.outPort(pair.port());
            case "out_group" -> mod.outGroup((int) pair.number(0xffffffffL));
            case "send_flow_rem" -> flags |= FlowModFlags.SEND_FLOW_REM;
            case "check_overlap" -> flags |= FlowModFlags.CHECK_OVERLAP;
            case "reset_counts" -> flags |= FlowModFlags.RESET_COUNTS;
            case "no_packet_counts" -> flags |= FlowModFlags.NO_PACKET_COUNTS;
            case "no_byte_counts" -> flags |= FlowModFlags.NO_BYTE_COUNTS;
            // What dump-flows prints may be fed back.
            case "duration",
                    "n_packets",
                    "n_bytes",
                    "idle_age",
                    "hard_age",
                    "no_readonly_table",
                    "allow_hidden_fields" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    /** With a mask it is looked for, without it is set. */
    private void cookie(KeyValues pair) {
        int slash = pair.value().indexOf('/');
        if (slash >= 0) {
            if (command == FlowModCommand.ADD) {
                throw pair.badValue("has a mask: a new flow entry only sets its cookie");
            }
            mod.cookie(pair.number(pair.value().substring(0, slash), -1L));
            mod.cookieMask(pair.number(pair.value().substring(slash + 1), -1L));
        } else if (command == FlowModCommand.ADD) {
            mod.cookie(pair.number(-1L));
        } else if (takesActions) {
            mod.newCookie(pair.number(-1L));
        } else {
            throw pair.badValue("needs a mask to be looked for: cookie=" + pair.value() + "/-1");
        }
    }
}
