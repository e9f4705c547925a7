package org.mirach.openflow.text;

import java.util.List;
import java.util.Locale;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowModBuilder;
import org.mirach.openflow.message.FlowStatsEntry;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowModFlags;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;

/**
 * Flows, matches and actions from and to the words of ovs-ofctl. Reading throws {@link SyntaxException}, which says
 * what is wrong and where.
 */
public final class FlowText {
    private static final int DEFAULT_PRIORITY = 0x8000;

    private FlowText() {}

    /**
     * Reads a flow for a command, as in {@code ovs-ofctl add-flow br0
     * "table=0,tcp,nw_dst=10.0.0.0/8,actions=output:2"}. Deletes take all tables unless one is named.
     */
    public static FlowModBuilder parseFlow(String text, FlowModCommand command) {
        return new FlowParser(text, command).parse();
    }

    public static Match parseMatch(String text) {
        KeyValues pair = new KeyValues(text, 0, text.length());
        MatchParser match = new MatchParser();
        while (pair.next()) {
            if (!match.take(pair)) {
                throw pair.badKey("is no field of a match");
            }
        }
        return match.finish();
    }

    public static List<Instruction> parseInstructions(String text) {
        return new ActionParser(text, 0, text.length()).instructions();
    }

    public static List<Action> parseActions(String text) {
        return new ActionParser(text, 0, text.length()).actions();
    }

    /** Reads the number or name of a port. */
    public static int parsePort(String text) {
        Integer port = Ports.parse(text);
        if (port == null) {
            throw new SyntaxException(text, 0, "not an OpenFlow port");
        }
        return port;
    }

    public static String format(Match match) {
        StringBuilder out = new StringBuilder();
        new MatchFormatter(match, out).format();
        return out.toString();
    }

    public static String formatActions(List<Action> actions) {
        return ActionFormatter.actions(actions);
    }

    public static String formatInstructions(List<Instruction> instructions) {
        return ActionFormatter.instructions(instructions);
    }

    /** A port's number, or a reserved port's name. */
    public static String formatPort(int port) {
        return Ports.format(port);
    }

    /** One line of {@code ovs-ofctl dump-flows}, without the indent. */
    public static String format(FlowStatsEntry entry) {
        StringBuilder out = new StringBuilder();
        out.append("cookie=").append("0x").append(Long.toHexString(entry.cookie()));
        out.append(", duration=").append(duration(entry.durationSec(), entry.durationNsec()));
        out.append(", table=").append(entry.tableId());
        out.append(", n_packets=").append(count(entry.packetCount()));
        out.append(", n_bytes=").append(count(entry.byteCount())).append(", ");
        attribute(out, "idle_timeout=", entry.idleTimeout());
        attribute(out, "hard_timeout=", entry.hardTimeout());
        flags(out, entry.flags());
        if (entry.idleAge() >= 0) {
            out.append("idle_age=").append(entry.idleAge()).append(", ");
        }
        if (entry.hardAge() >= 0 && entry.hardAge() != entry.durationSec()) {
            out.append("hard_age=").append(entry.hardAge()).append(", ");
        }
        rest(out, entry.priority(), entry.match(), entry.instructions());
        return out.toString();
    }

    /** A flow_mod as {@link #parseFlow} reads it, with its command in front unless it adds. */
    public static String format(FlowMod mod) {
        StringBuilder out = new StringBuilder();
        if (mod.command() != FlowModCommand.ADD) {
            out.append(mod.command().name().toLowerCase(Locale.ROOT)).append(' ');
        }
        if (mod.cookieMask() != 0) {
            out.append("cookie=0x%x/0x%x, ".formatted(mod.cookie(), mod.cookieMask()));
        } else if (mod.command() == FlowModCommand.ADD && mod.cookie() != 0) {
            out.append("cookie=0x%x, ".formatted(mod.cookie()));
        }
        attribute(out, "table=", mod.tableId());
        attribute(out, "idle_timeout=", mod.idleTimeout());
        attribute(out, "hard_timeout=", mod.hardTimeout());
        flags(out, mod.flags());
        rest(out, mod.priority(), mod.match(), mod.instructions());
        return out.toString();
    }

    private static void rest(StringBuilder out, int priority, Match match, List<Instruction> instructions) {
        int start = out.length();
        String text = format(match);
        if (priority != DEFAULT_PRIORITY) {
            out.append("priority=").append(priority).append(text.isEmpty() ? "" : ",");
        }
        out.append(text);
        out.append(out.length() > start ? " " : "").append("actions=").append(formatInstructions(instructions));
    }

    private static void attribute(StringBuilder out, String name, int value) {
        if (value != 0) {
            out.append(name).append(value).append(", ");
        }
    }

    private static void flags(StringBuilder out, int flags) {
        flag(out, flags & FlowModFlags.SEND_FLOW_REM, "send_flow_rem ");
        flag(out, flags & FlowModFlags.CHECK_OVERLAP, "check_overlap ");
        flag(out, flags & FlowModFlags.RESET_COUNTS, "reset_counts ");
        flag(out, flags & FlowModFlags.NO_PACKET_COUNTS, "no_packet_counts ");
        flag(out, flags & FlowModFlags.NO_BYTE_COUNTS, "no_byte_counts ");
    }

    private static void flag(StringBuilder out, int set, String name) {
        out.append(set == 0 ? "" : name);
    }

    private static String count(long count) {
        return count == -1L ? "?" : Long.toUnsignedString(count);
    }

    /** Three decimals where milliseconds are exact, else nine without the zeros at the end, as ovs-ofctl prints. */
    private static String duration(long seconds, int nanoseconds) {
        if (nanoseconds == 0) {
            return seconds + "s";
        }
        int milliseconds = nanoseconds / 1_000_000;
        return milliseconds * 1_000_000 == nanoseconds
                ? "%d.%03ds".formatted(seconds, milliseconds)
                : "%d.%09d".formatted(seconds, nanoseconds).replaceFirst("0+$", "") + "s";
    }
}
