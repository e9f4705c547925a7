package org.mirach.vswitch.slowpath.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.slowpath.translate.TraceRecorder;

/**
 * The steps of one translation as a tree, and its text, indented as Open vSwitch does it: what stands last in a section
 * is not indented further, so that a chain of tables does not wander to the right.
 *
 * <p><b>Threads:</b> the one that translates; made for one translation.
 */
final class TraceTree implements TraceRecorder {
    private static final Pattern TABLE = Pattern.compile(" ?[0-9]+\\. .*|--\\. .*", Pattern.DOTALL);
    private static final Pattern BUCKET = Pattern.compile("bucket [0-9]+");
    private static final Pattern THAWED =
            Pattern.compile("(Resuming from table|Restoring action|Recirculation conflict).*", Pattern.DOTALL);
    private static final String ACTION_SET = "--. ";

    /** What a step is; terminal ones are always indented under their section. */
    private enum Kind {
        BRIDGE,
        TABLE,
        THAW,
        BUCKET,
        ACTION,
        NOTE;

        boolean terminal() {
            return this == BUCKET || this == ACTION || this == NOTE;
        }
    }

    private record Node(Kind kind, int depth, String text, List<Node> under) {}

    private final Node bridge;
    /** The sections that the next step may belong to, outermost first. */
    private final List<Node> open = new ArrayList<>();

    private final List<Recirculation> recirculations = new ArrayList<>();
    private FlowKey finalKey;
    private String failure;

    TraceTree(String bridge) {
        this.bridge = new Node(Kind.BRIDGE, Integer.MIN_VALUE, "bridge(\"" + bridge + "\")", new ArrayList<>());
        open.add(this.bridge);
    }

    @Override
    public void step(int depth, String text) {
        String words = text.stripLeading();
        if (words.startsWith("->") || words.startsWith(">>")) {
            String end = words.startsWith(">>>>") && !words.endsWith("<<<<") ? " <<<<" : "";
            section(depth).under().add(new Node(Kind.NOTE, depth, " " + words + end, List.of()));
        } else if (words.equals("thaw")) {
            enter(bridge, new Node(Kind.THAW, Integer.MIN_VALUE + 1, words, new ArrayList<>()));
        } else if (THAWED.matcher(words).matches() && open.getLast().kind() == Kind.THAW) {
            open.getLast().under().add(new Node(Kind.THAW, depth, words, List.of()));
        } else if (words.startsWith(ACTION_SET)) {
            leaveThaw();
            enter(outermostTable(), new Node(Kind.TABLE, depth, words, new ArrayList<>()));
        } else if (TABLE.matcher(text).matches()) {
            leaveThaw();
            enter(section(depth - 1), new Node(Kind.TABLE, depth, text, new ArrayList<>()));
        } else if (BUCKET.matcher(words).matches()) {
            leaveThaw();
            enter(section(depth - 1), new Node(Kind.BUCKET, depth, words, new ArrayList<>()));
        } else {
            leaveThaw();
            section(depth).under().add(new Node(Kind.ACTION, depth, words, List.of()));
        }
    }

    private void leaveThaw() {
        if (open.getLast().kind() == Kind.THAW) {
            open.removeLast();
        }
    }

    private void enter(Node parent, Node section) {
        parent.under().add(section);
        while (open.getLast() != parent) {
            open.removeLast();
        }
        open.add(section);
    }

    /** The innermost section that has steps of this depth. */
    private Node section(int depth) {
        while (open.getLast().depth() > depth) {
            open.removeLast();
        }
        return open.getLast();
    }

    /** The action set is executed at the end of the first table. */
    private Node outermostTable() {
        return open.stream()
                .filter(node -> node.kind() == Kind.TABLE)
                .findFirst()
                .orElseGet(() -> bridge.under().stream()
                        .filter(node -> node.kind() == Kind.TABLE)
                        .findFirst()
                        .map(this::reopen)
                        .orElse(bridge));
    }

    private Node reopen(Node table) {
        while (open.size() > 1) {
            open.removeLast();
        }
        open.add(table);
        return table;
    }

    @Override
    public void finalKey(long[] key) {
        finalKey = FlowKey.copyOf(key);
    }

    @Override
    public void failed(String why) {
        failure = failure == null ? why : failure;
    }

    @Override
    public void recirculated(Recirculation recirculation) {
        recirculations.add(recirculation);
    }

    /** The packet as the pipeline left it. */
    FlowKey finalKey() {
        return finalKey;
    }

    /** Why the translation was given up, or null. */
    String failure() {
        return failure;
    }

    List<Recirculation> recirculations() {
        return recirculations;
    }

    String text() {
        StringBuilder out = new StringBuilder();
        print(List.of(bridge), 0, out);
        return out.toString();
    }

    private static void print(List<Node> nodes, int level, StringBuilder out) {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            int more = i < nodes.size() - 1 || node.kind().terminal() ? 1 : 0;
            String indent = "    ".repeat(level + more);
            if (node.kind() == Kind.BRIDGE) {
                out.append('\n').append(indent).append(node.text()).append('\n');
                out.append(indent).append("-".repeat(node.text().length())).append('\n');
            } else {
                out.append(indent).append(node.text()).append('\n');
            }
            print(node.under(), level + 2 * more, out);
        }
    }
}
