package org.mirach.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A named row of steps against one bridge, as a text file writes it. Immutable.
 *
 * <pre>
 * === name of the scenario [13] [fresh]     only OpenFlow 1.3 (none: 1.0 and 1.3); on switches started for it alone
 * add-flow br0 in_port=1,actions=2          words for ovs-ofctl; double quotes keep blanks together
 * add-flows br0 -
 * &gt; in_port=2,actions=1                     a line of the standard input of the command above
 * !inject p1 eth/ipv4/tcp                   a dummy port receives a frame (PacketText)
 * !sent p2                                  what has left a dummy port since it was last asked
 * !monitor br0 65534                        ovs-ofctl monitor in the background
 * !messages 2                               waits for so many messages of the monitor and shows them
 * </pre>
 */
public record Scenario(String name, Set<String> tags, List<Step> steps) {
    /** What a scenario may be run in; in {@code plain}, nobody says a version. */
    public static final List<String> VERSIONS = List.of("10", "13", "14", "15", "plain");

    /** One line of a scenario, with what follows it in lines that start with {@code >}. */
    public record Step(Kind kind, String line, String input) {
        /** A step that changes nothing, so that it may be asked again until an answer has settled. */
        boolean reads() {
            return kind == Kind.SENT
                    || kind == Kind.MESSAGES
                    || kind == Kind.OFCTL && (line.startsWith("dump-") || line.startsWith("show"));
        }
    }

    /** What a step is carried out by. */
    public enum Kind {
        OFCTL,
        INJECT,
        SENT,
        MONITOR,
        MESSAGES
    }

    public Scenario {
        tags = Set.copyOf(tags);
        steps = List.copyOf(steps);
    }

    public boolean speaks(String version) {
        boolean tagged = VERSIONS.stream().anyMatch(tags::contains);
        return tagged ? tags.contains(version) : version.equals("10") || version.equals("13");
    }

    @Override
    public String toString() {
        return name;
    }

    /** Reads a file that lies beside {@code owner}. */
    public static List<Scenario> read(Class<?> owner, String resource) {
        List<Scenario> scenarios = new ArrayList<>();
        String name = null;
        Set<String> tags = Set.of();
        List<Step> steps = new ArrayList<>();
        for (String line : lines(owner, resource)) {
            if (line.startsWith("===")) {
                if (name != null) {
                    scenarios.add(new Scenario(name, tags, steps));
                }
                String header = line.substring(3).strip();
                tags = tagsOf(header);
                name = header.replaceAll("\\s*\\[[^]]*]", "");
                steps = new ArrayList<>();
            } else if (line.startsWith("> ")) {
                Step last = steps.removeLast();
                steps.add(new Step(last.kind(), last.line(), last.input() + line.substring(2) + "\n"));
            } else {
                steps.add(step(line));
            }
        }
        if (name != null) {
            scenarios.add(new Scenario(name, tags, steps));
        }
        return List.copyOf(scenarios);
    }

    /** Lines of a resource without blank ones and comments. */
    public static List<String> lines(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource + " beside " + owner.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::stripTrailing)
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> tagsOf(String header) {
        return java.util.regex.Pattern.compile("\\[([^]]*)]")
                .matcher(header)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Step step(String line) {
        if (!line.startsWith("!")) {
            return new Step(Kind.OFCTL, line, "");
        }
        int blank = line.indexOf(' ');
        String word = line.substring(1, blank).toUpperCase(java.util.Locale.ROOT);
        return new Step(Kind.valueOf(word), line.substring(blank + 1), "");
    }
}
