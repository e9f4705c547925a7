package org.mirach.vswitch.slowpath.trace;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The bits of ct_state by name, for {@code --ct-next}. Stateless. */
final class CtStateWords {
    private static final List<String> NAMES = List.of("new", "est", "rel", "rpl", "inv", "trk", "snat", "dnat");
    private static final int NEW = 1;
    private static final int ESTABLISHED = 2;
    private static final int REPLY = 8;
    private static final int INVALID = 0x10;
    private static final int TRACKED = 0x20;
    static final int DEFAULT = TRACKED | NEW;

    private CtStateWords() {}

    static String format(int state) {
        return state == 0
                ? "0"
                : IntStream.range(0, NAMES.size())
                        .filter(bit -> (state >> bit & 1) != 0)
                        .mapToObj(NAMES::get)
                        .collect(Collectors.joining("|"));
    }

    /** Reads {@code trk,est}; refuses what the tracker never answers. */
    static int parse(String text) throws TraceException {
        int state = 0;
        for (String word : text.split("[, ]+")) {
            if (word.isEmpty()) {
                continue;
            }
            int bit = NAMES.indexOf(word);
            if (bit < 0) {
                throw new TraceException(word + ": unknown connection tracking state flag");
            }
            state |= 1 << bit;
        }
        check(state);
        return state;
    }

    private static void check(int state) throws TraceException {
        StringBuilder complaints = new StringBuilder();
        if (state != 0 && (state & TRACKED) == 0) {
            complain(complaints, state, "If \"trk\" is unset, no other flags are set");
        }
        if ((state & INVALID) != 0 && (state & ~(TRACKED | INVALID)) != 0) {
            complain(complaints, state, "when \"inv\" is set, only \"trk\" may also be set");
        }
        if ((state & NEW) != 0 && (state & ESTABLISHED) != 0) {
            complain(complaints, state, "\"new\" and \"est\" are mutually exclusive");
        }
        if ((state & NEW) != 0 && (state & REPLY) != 0) {
            complain(complaints, state, "\"new\" and \"rpy\" are mutually exclusive");
        }
        if (!complaints.isEmpty()) {
            throw new TraceException(complaints.toString());
        }
    }

    private static void complain(StringBuilder complaints, int state, String why) {
        complaints
                .append(format(state))
                .append(": invalid connection state: ")
                .append(why)
                .append('\n');
    }
}
