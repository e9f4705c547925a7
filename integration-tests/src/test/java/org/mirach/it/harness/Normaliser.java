package org.mirach.it.harness;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes out of a tool's answer what differs between two runs of the same switch, and nothing else: times, transaction
 * ids, made-up Ethernet addresses, and the order of flow entries (OpenFlow leaves it open).
 *
 * <p><b>Threads:</b> stateless; any.
 */
public final class Normaliser {
    private record Rule(Pattern pattern, String replacement) {
        Rule(String pattern, String replacement) {
            this(Pattern.compile(pattern), replacement);
        }
    }

    private static final List<Rule> RULES = List.of(
            new Rule("\\bxid=(0x)?[0-9a-f]+", "xid=*"),
            new Rule("\\bduration([=:]?)[0-9.]+s", "duration$1*"),
            new Rule("\\b(idle|hard)_age=[0-9]+", "$1_age=*"),
            new Rule("\\btime=[0-9.]+ ms", "time=*"),
            new Rule("\\b[0-9.]+ ms\\b", "* ms"),
            new Rule("\\baddr:[0-9a-f:]{17}", "addr:*"),
            new Rule("(?m)^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z\\|\\d+\\|", "LOG|"),
            new Rule("/\\S*/br0\\.mgmt", "br0.mgmt"));
    private static final Comparator<String> BY_TEXT = Comparator.naturalOrder();

    private Normaliser() {}

    public static String normalise(String text) {
        String result = text;
        for (Rule rule : RULES) {
            result = rule.pattern().matcher(result).replaceAll(rule.replacement());
        }
        return sortEntries(result);
    }

    /** Lines that show a flow entry, in the order of their text; other lines keep their places before them. */
    private static String sortEntries(String text) {
        String[] lines = text.split("\n", -1);
        if (Arrays.stream(lines).noneMatch(Normaliser::isEntry)) {
            return text;
        }
        return Arrays.stream(lines)
                        .filter(line -> !isEntry(line) && !line.isEmpty())
                        .collect(Collectors.joining("\n"))
                + "\n"
                + Arrays.stream(lines)
                        .filter(Normaliser::isEntry)
                        .sorted(BY_TEXT)
                        .collect(Collectors.joining("\n"))
                + "\n";
    }

    private static boolean isEntry(String line) {
        return line.startsWith(" ") && line.contains("actions=");
    }
}
