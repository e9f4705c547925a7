package org.mirach.vswitch.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Open vSwitch's {@code vlog/set} and {@code vlog/list}: how much is logged, while the switch runs. Any thread. */
public final class LogLevels {
    private static final String OURS = "org.mirach";

    private LogLevels() {}

    public static void register(CommandTable table) {
        table.add("vlog/set", "[module:]level", 1, 1, LogLevels::set);
        table.add("vlog/list", "", 0, 0, _ -> list());
    }

    /** {@code dbg} for all; {@code agent:dbg} for a package of the switch, {@code ANY:info} for everything. */
    private static String set(List<String> arguments) throws CommandException {
        String[] words = arguments.getFirst().split(":");
        String module = words.length > 1 ? words[0] : "";
        Level level = level(words[words.length - 1]);
        String name = switch (module) {
            case "" -> OURS;
            case "ANY" -> org.slf4j.Logger.ROOT_LOGGER_NAME;
            default -> module.startsWith("org.") || module.startsWith("io.") ? module : OURS + ".vswitch." + module;
        };
        context().getLogger(name).setLevel(level);
        return "";
    }

    private static Level level(String word) throws CommandException {
        return switch (word) {
            case "off" -> Level.OFF;
            case "emer", "err" -> Level.ERROR;
            case "warn" -> Level.WARN;
            case "info" -> Level.INFO;
            case "dbg" -> Level.DEBUG;
            default -> throw new CommandException("\"" + word + "\": off, emer, err, warn, info or dbg is expected");
        };
    }

    private static String list() {
        return context().getLoggerList().stream()
                .filter(logger -> logger.getLevel() != null)
                .map(LogLevels::line)
                .collect(Collectors.joining());
    }

    private static String line(Logger logger) {
        return "%-40s %s%n".formatted(logger.getName(), logger.getLevel());
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
