package org.mirach.openflow.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.LearnSpec;

/**
 * Reads {@code learn(...)}: what the learned entry has, and its parts.
 *
 * <p><b>Threads:</b> one; made for one action.
 */
final class LearnParser {
    private int tableId = 1;
    private int priority = 0x8000;
    private int idleTimeout;
    private int hardTimeout;
    private int finIdleTimeout;
    private int finHardTimeout;
    private long cookie;
    private int flags;
    private int limit;
    private Optional<Subfield> result = Optional.empty();
    private final List<LearnSpec> specs = new ArrayList<>();

    Action parse(KeyValues pair) {
        KeyValues inner = pair.inner();
        while (inner.next()) {
            try {
                if (!attribute(inner)) {
                    specs.add(spec(inner));
                }
            } catch (SyntaxException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw inner.badValue(e.getMessage());
            }
        }
        return new Action.Learn(
                tableId,
                priority,
                idleTimeout,
                hardTimeout,
                finIdleTimeout,
                finHardTimeout,
                cookie,
                flags,
                limit,
                result,
                specs);
    }

    private boolean attribute(KeyValues pair) {
        switch (pair.key()) {
            case "table" -> tableId = (int) pair.number(254);
            case "priority" -> priority = (int) pair.number(0xffff);
            case "idle_timeout" -> idleTimeout = (int) pair.number(0xffff);
            case "hard_timeout" -> hardTimeout = (int) pair.number(0xffff);
            case "fin_idle_timeout" -> finIdleTimeout = (int) pair.number(0xffff);
            case "fin_hard_timeout" -> finHardTimeout = (int) pair.number(0xffff);
            case "cookie" -> cookie = pair.number(-1L);
            case "send_flow_rem" -> flags |= Action.Learn.SEND_FLOW_REM;
            case "delete_learned" -> flags |= Action.Learn.DELETE_LEARNED;
            case "limit" -> limit = (int) pair.number(0xffffffffL);
            case "result_dst" -> {
                flags |= Action.Learn.WRITE_RESULT;
                Subfield bit = FieldNames.parse(pair.value());
                if (bit.bits() != 1 || !bit.field().settable()) {
                    throw pair.badValue("is no single bit that can be written");
                }
                result = Optional.of(bit);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static LearnSpec spec(KeyValues pair) {
        return switch (pair.key()) {
            case "load" -> load(pair);
            case "output" -> new LearnSpec.Output(FieldNames.parse(pair.value()));
            default -> match(pair);
        };
    }

    private static LearnSpec load(KeyValues pair) {
        int arrow = pair.value().indexOf("->");
        if (arrow <= 0) {
            throw pair.badValue("must be SOURCE->DESTINATION");
        }
        String source = pair.value().substring(0, arrow);
        Subfield destination = FieldNames.parse(pair.value().substring(arrow + 2));
        if (!destination.field().settable()) {
            throw pair.badValue("loads into a field that is read-only");
        }
        if (Character.isDigit(source.charAt(0))) {
            return new LearnSpec.LoadValue(fitting(pair, source, destination), destination);
        }
        return new LearnSpec.LoadField(sameWidth(pair, FieldNames.parse(source), destination), destination);
    }

    private static LearnSpec match(KeyValues pair) {
        Subfield destination = FieldNames.find(pair.key());
        if (destination == null) {
            throw pair.badKey("is no part of learn()");
        }
        if (pair.value().isEmpty()) {
            return new LearnSpec.MatchField(destination, destination);
        }
        Subfield source = FieldNames.find(pair.value());
        if (source != null) {
            return new LearnSpec.MatchField(sameWidth(pair, source, destination), destination);
        }
        boolean whole = destination.bits() == destination.field().width();
        FieldValue value = whole && destination.field() != Field.VLAN_VID
                ? ValueText.parse(destination.field(), pair.value()).value()
                : fitting(pair, pair.value(), destination);
        return new LearnSpec.MatchValue(value, destination);
    }

    private static Subfield sameWidth(KeyValues pair, Subfield source, Subfield destination) {
        if (source.bits() != destination.bits()) {
            throw pair.badValue("copies " + source.bits() + " bits to " + destination.bits());
        }
        return source;
    }

    private static FieldValue fitting(KeyValues pair, String number, Subfield destination) {
        FieldValue value = Numbers.wide(number);
        if (!value.and(FieldValue.ones(destination.bits())).equals(value)) {
            throw pair.badValue("does not fit into " + destination.bits() + " bits");
        }
        return value;
    }
}
