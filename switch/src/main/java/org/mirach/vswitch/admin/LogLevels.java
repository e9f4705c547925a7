package org.mirach.vswitch.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.FileAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/**
 * Open vSwitch's {@code vlog/*}: how much is logged, while the switch runs. Its modules are Mirach's packages; a level
 * holds for all destinations, as there is one. Any thread.
 */
public final class LogLevels {
    private static final String OURS = "org.mirach";
    /** Modules and their packages, in the order of {@code vlog/list}. */
    private static final Map<String, String> MODULES = new TreeMap<>();

    private static final List<String> DESTINATIONS = List.of("console", "syslog", "file");
    private static final List<String> LEVELS = List.of("off", "emer", "err", "warn", "info", "dbg");

    static {
        for (String module : List.of(
                "admin",
                "agent",
                "config",
                "conntrack",
                "fastpath",
                "flow",
                "observe",
                "pipeline",
                "ports",
                "slowpath")) {
            MODULES.put(module, OURS + ".vswitch." + module);
        }
        MODULES.put("bridge", OURS + ".vswitch");
        MODULES.put("openflow", OURS + ".openflow");
        MODULES.put("xdp", OURS + ".xdp");
    }

    private LogLevels() {}

    public static void register(CommandTable table) {
        table.add("vlog/set", "{spec | PATTERN:destination:pattern}", 0, 64, LogLevels::set);
        table.add("vlog/list", "", 0, 0, _ -> list());
        table.add("vlog/reopen", "", 0, 0, _ -> reopen());
    }

    private static String set(List<String> specifications) throws CommandException {
        if (specifications.isEmpty()) {
            setLevel(null, Level.DEBUG);
        }
        for (String specification : specifications) {
            setOne(specification);
        }
        return "";
    }

    /** {@code [module][:destination][:level]}, in any order: Open vSwitch takes the words by what they are. */
    private static void setOne(String specification) throws CommandException {
        String module = null;
        String destination = null;
        String level = null;
        for (String word : specification.split("[ ,:\t]+")) {
            String lower = word.toLowerCase(Locale.ROOT);
            if (word.isEmpty() || lower.equals("any")) {
                continue;
            }
            if (lower.equals("pattern") || lower.equals("facility")) {
                throw new CommandException(word + ": what is logged is formatted by conf/logback.xml");
            }
            if (DESTINATIONS.contains(lower)) {
                destination = once(destination, lower, "destinations");
            } else if (LEVELS.contains(lower)) {
                level = once(level, lower, "levels");
            } else if (MODULES.containsKey(word) || word.startsWith("org.") || word.startsWith("io.")) {
                module = once(module, word, "modules");
            } else {
                throw new CommandException("no destination, level, or module \"" + word + "\"");
            }
        }
        if (!"syslog".equals(destination)) { // nothing goes there
            setLevel(module, level(level));
        }
    }

    private static String once(String before, String word, String what) throws CommandException {
        if (before != null) {
            throw new CommandException("cannot specify multiple " + what);
        }
        return word;
    }

    /** @param module null for all */
    private static void setLevel(String module, Level level) {
        if (module == null) {
            context().getLogger(OURS).setLevel(level);
            MODULES.values().forEach(name -> context().getLogger(name).setLevel(null));
        } else {
            context().getLogger(MODULES.getOrDefault(module, module)).setLevel(level);
        }
    }

    private static Level level(String word) {
        return switch (word) {
            case "off" -> Level.OFF;
            case "emer", "err" -> Level.ERROR;
            case "warn" -> Level.WARN;
            case "info" -> Level.INFO;
            case null, default -> Level.DEBUG;
        };
    }

    private static String list() {
        StringBuilder out = new StringBuilder("                 console    syslog    file\n");
        out.append("                 -------    ------    ------\n");
        boolean toFile = !files().isEmpty();
        MODULES.forEach((module, name) -> {
            String level = word(context().getLogger(name).getEffectiveLevel());
            out.append("%-16s  %4s       %4s       %4s%n".formatted(module, level, "OFF", toFile ? level : "OFF"));
        });
        return out.toString();
    }

    private static String word(Level level) {
        return switch (level.toInt()) {
            case Level.OFF_INT -> "OFF";
            case Level.ERROR_INT -> "ERR";
            case Level.WARN_INT -> "WARN";
            case Level.INFO_INT -> "INFO";
            default -> "DBG";
        };
    }

    /** For those who move log files away. */
    private static String reopen() throws CommandException {
        List<FileAppender<?>> files = files();
        if (files.isEmpty()) {
            throw new CommandException("Logging to file not configured");
        }
        for (FileAppender<?> file : files) {
            file.stop();
            file.start();
        }
        return "";
    }

    private static List<FileAppender<?>> files() {
        List<FileAppender<?>> files = new ArrayList<>();
        for (Logger logger : context().getLoggerList()) {
            logger.iteratorForAppenders().forEachRemaining(appender -> {
                if (appender instanceof FileAppender<?> file && !files.contains(file)) {
                    files.add(file);
                }
            });
        }
        return files;
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
