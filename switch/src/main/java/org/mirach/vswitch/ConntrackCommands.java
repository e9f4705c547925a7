package org.mirach.vswitch;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.mirach.vswitch.admin.CommandException;
import org.mirach.vswitch.admin.CommandTable;
import org.mirach.vswitch.conntrack.ConnectionInfo;
import org.mirach.vswitch.conntrack.ConntrackControl;
import org.mirach.vswitch.conntrack.ConntrackText;
import org.mirach.vswitch.conntrack.TupleFilter;
import org.mirach.vswitch.conntrack.ZoneLimit;

/**
 * What is tracked, and its limits: {@code dpctl/dump-conntrack}, {@code dpctl/flush-conntrack}, {@code dpctl/ct-*} and
 * {@code dpctl/ipf-*}, with Open vSwitch's arguments and answers.
 *
 * <p><b>Threads:</b> see {@link SwitchCommands}; the engine is asked through {@link ConntrackControl}.
 */
final class ConntrackCommands {
    private static final int MANY = 1000;
    private static final String INVALID = " (Invalid argument)";

    private final ConntrackControl control;

    private ConntrackCommands(ConntrackControl control) {
        this.control = control;
    }

    static void register(CommandTable table, VSwitch vswitch) {
        ConntrackCommands commands = new ConntrackCommands(vswitch.connections());
        ConntrackControl control = commands.control;
        table.add("dpctl/dump-conntrack", "[-m] [-s] [dp] [zone=N]", 0, 4, commands::dump);
        table.add("dpctl/flush-conntrack", "[dp] [zone=N] [ct-orig-tuple] [ct-reply-tuple]", 0, 4, commands::flush);
        table.add("dpctl/ct-stats-show", "[dp] [zone=N]", 0, 4, commands::statistics);
        table.add("dpctl/ct-bkts", "[dp] [gt=N]", 0, 2, commands::buckets);
        table.add("dpctl/ct-set-maxconns", "[dp] maxconns", 1, 2, commands::setMaxConnections);
        table.add("dpctl/ct-get-maxconns", "[dp]", 0, 1, _ -> control.maxConnections() + "\n");
        table.add("dpctl/ct-get-nconns", "[dp]", 0, 1, _ -> control.counters().connections() + "\n");
        table.add("dpctl/ct-enable-tcp-seq-chk", "[dp]", 0, 1, _ -> commands.setSequenceChecks(true));
        table.add("dpctl/ct-disable-tcp-seq-chk", "[dp]", 0, 1, _ -> commands.setSequenceChecks(false));
        table.add("dpctl/ct-get-tcp-seq-chk", "[dp]", 0, 1, _ -> commands.sequenceChecks());
        table.add("dpctl/ct-set-limits", "[dp] [default=L] [zone=N,limit=L]...", 1, MANY, commands::setLimits);
        table.add("dpctl/ct-del-limits", "[dp] zone=N1[,N2]...", 1, 2, commands::deleteLimits);
        table.add("dpctl/ct-get-limits", "[dp] [zone=N1[,N2]...]", 0, 2, commands::limits);
        table.add("dpctl/ipf-set-enabled", "[dp] v4|v6", 1, 2, arguments -> commands.setReassembly(arguments, true));
        table.add("dpctl/ipf-set-disabled", "[dp] v4|v6", 1, 2, arguments -> commands.setReassembly(arguments, false));
        table.add("dpctl/ipf-set-min-frag", "[dp] v4|v6 minfragment", 2, 3, commands::setMinFragment);
        table.add("dpctl/ipf-set-max-nfrags", "[dp] maxfrags", 1, 2, commands::setMaxFragments);
        table.add("dpctl/ipf-get-status", "[-m] [dp]", 0, 2, _ -> ConntrackText.fragments(control.fragments()));
    }

    private static CommandException refused(String text) {
        return new CommandException("mirach: " + text + INVALID + "\n");
    }

    /** Arguments behind the options and the datapath's name. */
    private static List<String> behindDatapath(List<String> arguments) throws CommandException {
        List<String> left = new ArrayList<>(arguments);
        left.removeIf(argument -> argument.startsWith("-"));
        if (!left.isEmpty() && left.getFirst().indexOf('@') >= 0) {
            DatapathCommands.requireDatapath(left.removeFirst());
        }
        return left;
    }

    private static boolean has(List<String> arguments, char shortOption, String longOption) {
        return arguments.stream()
                .anyMatch(argument -> argument.equals(longOption)
                        || argument.startsWith("-") && !argument.startsWith("--") && argument.indexOf(shortOption) > 0);
    }

    private static int number(String text, long max, String refusal) throws CommandException {
        try {
            long number = Long.decode(text);
            if (number >= 0 && number <= max) {
                return (int) number;
            }
        } catch (NumberFormatException _) {
            // as one that is out of range
        }
        throw refused(refusal);
    }

    private static OptionalInt zone(List<String> arguments) throws CommandException {
        for (String argument : arguments) {
            if (argument.startsWith("zone=")) {
                return OptionalInt.of(number(argument.substring(5), 0xffff, "failed to parse zone"));
            }
        }
        return OptionalInt.empty();
    }

    private String dump(List<String> arguments) throws CommandException {
        boolean verbose = has(arguments, 'm', "--more");
        boolean timeout = has(arguments, 's', "--statistics");
        return control.dump(zone(behindDatapath(arguments))).stream()
                .map(connection -> ConntrackText.format(connection, verbose, timeout) + "\n")
                .collect(Collectors.joining());
    }

    private String flush(List<String> arguments) throws CommandException {
        List<String> left = behindDatapath(arguments);
        OptionalInt zone = zone(left);
        left.removeIf(argument -> argument.startsWith("zone="));
        if (left.size() > 2) {
            throw refused("invalid arguments");
        }
        TupleFilter filter = new TupleFilter();
        try {
            if (!left.isEmpty()) {
                filter.original(left.getFirst());
            }
            if (left.size() > 1) {
                filter.reply(left.getLast());
            }
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
        if (filter.empty()) {
            control.flush(zone);
        } else {
            control.flush(zone, filter);
        }
        return "";
    }

    private String statistics(List<String> arguments) throws CommandException {
        boolean verbose = has(arguments, 'm', "--more") || arguments.contains("verbose");
        List<ConnectionInfo> connections = control.dump(zone(behindDatapath(arguments)));
        return ConntrackText.statistics(connections, verbose);
    }

    /** Open vSwitch 3.1 has one bucket, as far as it tells. */
    private String buckets(List<String> arguments) throws CommandException {
        behindDatapath(arguments);
        int connections = control.counters().connections();
        String head = "Total Buckets: 1\nCurrent Connections: " + connections + "\n\n";
        if (connections == 0) {
            return head;
        }
        String line = "+-----------+-----------------------------------------+\n";
        return head + line + "|  Buckets  |         Connections per Buckets         |\n" + line
                + "   0..  7   | %5d%n%n".formatted(connections);
    }

    private String setMaxConnections(List<String> arguments) throws CommandException {
        List<String> left = behindDatapath(arguments);
        control.setMaxConnections(number(left.getLast(), Integer.MAX_VALUE, "maxconns missing or malformed"));
        return "setting maxconns successful";
    }

    private String setSequenceChecks(boolean on) {
        control.setTcpSequenceChecks(on);
        return (on ? "enabling" : "disabling") + " TCP sequence checking successful";
    }

    private String sequenceChecks() {
        return "TCP sequence checking: " + (control.tcpSequenceChecks() ? "enabled" : "disabled") + "\n";
    }

    private String setLimits(List<String> arguments) throws CommandException {
        List<String> left = behindDatapath(arguments);
        OptionalInt byDefault = OptionalInt.empty();
        if (!left.isEmpty() && left.getFirst().startsWith("default=")) {
            byDefault = OptionalInt.of(number(left.removeFirst().substring(8), 0xffffffffL, "invalid default limit"));
        }
        List<ZoneLimit> limits = new ArrayList<>();
        for (String argument : left) {
            limits.add(limit(argument));
        }
        byDefault.ifPresent(control::setDefaultZoneLimit);
        limits.forEach(limit -> control.setZoneLimit(limit.zone(), limit.limit()));
        return "";
    }

    private static ZoneLimit limit(String text) throws CommandException {
        Integer zone = null;
        Integer limit = null;
        for (String field : text.split(",")) {
            int equals = field.indexOf('=');
            String key = equals < 0 ? field : field.substring(0, equals);
            String value = equals < 0 ? "" : field.substring(equals + 1);
            if (value.isEmpty()) {
                throw refused("field " + key + " missing value");
            }
            switch (key) {
                case "zone" -> zone = number(value, 0xffff, "failed to parse field zone");
                case "limit" -> limit = number(value, 0xffffffffL, "failed to parse field limit");
                default -> throw refused("invalid zone limit field: " + key);
            }
        }
        if (zone == null || limit == null) {
            throw refused("failed to parse zone limit");
        }
        return new ZoneLimit(zone, limit, 0);
    }

    private static List<Integer> zones(String text) throws CommandException {
        if (!text.startsWith("zone=")) {
            throw refused("invalid argument " + text);
        }
        List<Integer> zones = new ArrayList<>();
        for (String zone : text.substring(5).split(",")) {
            zones.add(number(zone, 0xffff, "invalid zone"));
        }
        return zones;
    }

    private String deleteLimits(List<String> arguments) throws CommandException {
        List<String> left = behindDatapath(arguments);
        if (left.isEmpty()) {
            throw refused("invalid argument");
        }
        zones(left.getFirst()).forEach(control::deleteZoneLimit);
        return "";
    }

    private String limits(List<String> arguments) throws CommandException {
        List<String> left = behindDatapath(arguments);
        List<Integer> zones = left.isEmpty() ? List.of() : zones(left.getFirst());
        return ConntrackText.limits(control.defaultZoneLimit(), control.zoneLimits(zones));
    }

    private static boolean ipv6(String version, String refusal) throws CommandException {
        if (!version.equals("v4") && !version.equals("v6")) {
            throw refused(refusal);
        }
        return version.equals("v6");
    }

    private String setReassembly(List<String> arguments, boolean on) throws CommandException {
        String version = behindDatapath(arguments).getLast();
        control.setReassembly(ipv6(version, "parameter missing: 'v4' for IPv4 or 'v6' for IPv6"), on);
        return (on ? "enabling" : "disabling") + " fragmentation reassembly successful";
    }

    private String setMinFragment(List<String> arguments) throws CommandException {
        List<String> left = behindDatapath(arguments);
        if (left.size() != 2) {
            throw refused("parameter missing for minimum fragment size");
        }
        boolean ipv6 = ipv6(left.getFirst(), "parameter missing: v4 for IPv4 or v6 for IPv6");
        int bytes = number(left.getLast(), 0xffffffffL, "parameter missing for minimum fragment size");
        if (!control.setMinFragment(ipv6, bytes)) {
            throw new CommandException(
                    "mirach: requested minimum fragment size too small; see documentation (Unknown error 1)\n");
        }
        return "setting minimum fragment size successful";
    }

    private String setMaxFragments(List<String> arguments) throws CommandException {
        String count = behindDatapath(arguments).getLast();
        if (!control.setMaxFragments(number(count, 0xffffffffL, "parameter missing for maximum fragments"))) {
            throw new CommandException("mirach: setting maximum fragments failed (Unknown error 1)\n");
        }
        return "setting maximum fragments successful";
    }
}
