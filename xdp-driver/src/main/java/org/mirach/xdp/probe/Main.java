package org.mirach.xdp.probe;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * {@link XdpProbe#all} as a program: one JSON object on standard output, for {@code mirach doctor}, which has no native
 * code of its own: {@code {"findings":[{"level":"ok","what":"kernel","found":"6.1.0","mend":""}]}}.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.out.println(json(XdpProbe.all()));
    }

    static String json(List<Finding> findings) {
        return findings.stream()
                .map(finding -> "{\"level\":%s,\"what\":%s,\"found\":%s,\"mend\":%s}"
                        .formatted(
                                quoted(finding.level().name().toLowerCase(Locale.ROOT)),
                                quoted(finding.subject()),
                                quoted(finding.found()),
                                quoted(finding.mend())))
                .collect(Collectors.joining(",", "{\"findings\":[", "]}"));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char character : text.toCharArray()) {
            if (character == '"' || character == '\\') {
                out.append('\\').append(character);
            } else if (character < ' ') {
                out.append("\\u%04x".formatted((int) character));
            } else {
                out.append(character);
            }
        }
        return out.append('"').toString();
    }
}
