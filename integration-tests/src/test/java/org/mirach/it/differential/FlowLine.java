package org.mirach.it.differential;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes lines of flow entries and groups apart at the commas that are not in brackets.
 *
 * <p><b>Threads:</b> stateless; any.
 */
final class FlowLine {
    private FlowLine() {}

    /** The line with one part less, each way there is; a part with brackets also with one part less inside. */
    static List<String> without(String line) {
        List<String> parts = split(line);
        List<String> shorter = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (part.startsWith("table=")
                    || part.startsWith("priority=")
                    || part.startsWith("cookie=")
                    || part.startsWith("group_id=")
                    || part.startsWith("type=")) {
                continue;
            }
            List<String> left = new ArrayList<>(parts);
            if (part.startsWith("actions=")) {
                left.set(
                        i,
                        i + 1 < parts.size() && !parts.get(i + 1).startsWith("bucket=")
                                ? "actions=" + parts.get(i + 1)
                                : "actions=drop");
                if (i + 1 < parts.size()) {
                    left.remove(i + 1);
                }
            } else {
                left.remove(i);
            }
            shorter.add(String.join(",", left));
            inside(part).forEach(smaller -> {
                List<String> changed = new ArrayList<>(parts);
                changed.set(parts.indexOf(part), smaller);
                shorter.add(String.join(",", changed));
            });
        }
        return shorter.stream().filter(each -> !each.equals(line)).toList();
    }

    private static List<String> inside(String part) {
        int open = part.indexOf('(');
        if (open < 0 || !part.endsWith(")")) {
            return List.of();
        }
        String head = part.substring(0, open + 1);
        List<String> parts = split(part.substring(open + 1, part.length() - 1));
        List<String> smaller = new ArrayList<>();
        for (int i = 0; i < parts.size() && parts.size() > 1; i++) {
            List<String> left = new ArrayList<>(parts);
            left.remove(i);
            smaller.add(head + String.join(",", left) + ")");
        }
        return smaller;
    }

    static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }
}
