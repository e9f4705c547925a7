package org.mirach.vswitch.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowModFlags;
import org.mirach.openflow.model.FlowRemovedReason;
import org.mirach.openflow.model.Match;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.match.MaskedKey;
import org.mirach.vswitch.pipeline.match.MatchCompiler;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.mirach.vswitch.pipeline.table.FlowEntry.Rule;
import org.mirach.vswitch.pipeline.table.FlowTable;

/**
 * What a flow_mod means (OpenFlow 1.3.5, 6.4), with the choices and the errors of Open vSwitch.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
final class FlowModExecutor {
    /** Of an add in place of an equal match: the old entry's cookie stays. */
    private static final long NO_COOKIE = -1L;

    /** Bits of an entry's place in a list, below its version. */
    private static final int INDEX_BITS = 20;

    private static final FlowModResult ADDED = new FlowModResult.Applied(1, 0, List.of());

    private final Pipeline pipeline;
    private final FlowTable[] tables;
    private final LearnedFlows learned;

    FlowModExecutor(Pipeline pipeline, FlowTable[] tables, LearnedFlows learned) {
        this.pipeline = pipeline;
        this.tables = tables;
        this.learned = learned;
    }

    FlowModResult apply(FlowChange change) {
        OfError error = MatchCompiler.check(change.match());
        if (error == null) {
            error = InstructionCheck.check(
                    change.instructions(), change.tableId(), pipeline::groupExists, pipeline::meterExists);
        }
        if (error != null) {
            return new FlowModResult.Refused(error, change.match() + " " + change.instructions());
        }
        if (change.tableId() == PipelineView.RESERVED_TABLE) {
            return refused(OfError.OFPBRC_EPERM, "table " + change.tableId() + " is the switch's own");
        }
        MaskedKey key = MatchCompiler.compile(change.match());
        return switch (change.command()) {
            case ADD -> add(change, key);
            case MODIFY, MODIFY_STRICT -> modify(change, key);
            case DELETE, DELETE_STRICT -> delete(change, key);
        };
    }

    LearnResult learn(FlowChange change, int limit) {
        FlowEntry old = MatchCompiler.check(change.match()) != null
                ? null
                : tables[change.tableId()]
                        .classifier()
                        .findExact(pipeline.nextVersion(), MatchCompiler.compile(change.match()), change.priority());
        if (old != null && sameAs(old, change)) {
            old.refresh(pipeline.nowNs());
            return LearnResult.REFRESHED;
        }
        if (limit != 0) {
            long cookie = change.newCookie().orElse(0);
            if (countWithCookie(new LearnedFlows.Cookie(change.tableId(), cookie)) >= limit) {
                return LearnResult.LIMIT_REACHED;
            }
        }
        return switch (apply(change)) {
            case FlowModResult.Applied _ -> LearnResult.ADDED;
            case FlowModResult.Refused _ -> LearnResult.REFUSED;
        };
    }

    private static boolean sameAs(FlowEntry entry, FlowChange change) {
        return entry.idleTimeout() == change.idleTimeout()
                && entry.hardTimeout() == change.hardTimeout()
                && entry.importance() == change.importance()
                && entry.flags() == change.flags()
                && entry.cookie() == change.newCookie().orElse(entry.cookie())
                && entry.instructions().equals(change.instructions());
    }

    private int countWithCookie(LearnedFlows.Cookie cookie) {
        Set<FlowEntry> known = learned.known(cookie);
        return known == null ? withCookie(cookie).size() : known.size();
    }

    /** A copy of the entries in force that have that cookie in that table; hidden ones are left out. */
    List<FlowEntry> withCookie(LearnedFlows.Cookie cookie) {
        Set<FlowEntry> known = learned.known(cookie);
        if (known != null) {
            return List.copyOf(known);
        }
        List<FlowEntry> found = new ArrayList<>();
        tables[cookie.tableId()].classifier().forEach(pipeline.nextVersion(), entry -> {
            if (entry.cookie() == cookie.cookie() && !entry.hidden()) {
                found.add(entry);
            }
        });
        learned.keep(cookie, found);
        return found;
    }

    private FlowModResult add(FlowChange change, MaskedKey key) {
        int tableId = change.tableId() == PipelineView.ALL_TABLES && change.openFlow10() ? 0 : change.tableId();
        if (tableId >= PipelineView.TABLES) {
            return refused(OfError.OFPFMFC_BAD_TABLE_ID, "table " + tableId);
        }
        if (matchesHiddenField(change.match())) {
            return refused(OfError.OFPBRC_EPERM, "dp_hash and recirc_id are the switch's own");
        }
        FlowTable table = tables[tableId];
        MaskedKey shared = table.classifier().share(key);
        Rule rule = new Rule(
                tableId,
                change.priority(),
                shared,
                change.instructions(),
                change.newCookie().orElse(0),
                change.idleTimeout(),
                change.hardTimeout(),
                change.importance(),
                change.flags());
        long version = pipeline.nextVersion();
        FlowEntry old = table.classifier().findExact(version, key, change.priority());
        if (old != null) {
            return replace(change, rule, old, version);
        }
        if ((change.flags() & FlowModFlags.CHECK_OVERLAP) != 0 && overlaps(table, key, change.priority(), version)) {
            return refused(OfError.OFPFMFC_OVERLAP, "an entry of priority " + change.priority() + " overlaps");
        }
        if (table.entryCount() >= table.maxEntries()) {
            FlowEntry evicted = table.evictable();
            if (evicted == null) {
                return refused(OfError.OFPFMFC_TABLE_FULL, "table " + tableId + " holds " + table.entryCount());
            }
            pipeline.remove(evicted, FlowRemovedReason.EVICTION);
        }
        FlowEntry added = FlowEntry.create(rule, pipeline.nowNs(), version);
        pipeline.add(added);
        pipeline.changed(FlowEvent.Kind.ADDED, added, null);
        return ADDED;
    }

    private static boolean matchesHiddenField(Match match) {
        for (int i = 0; i < match.size(); i++) {
            Field field = match.field(i);
            boolean untracked = match.valueLo(i) == 0 && match.maskLo(i) == 0xffff_ffffL;
            if (field == Field.DP_HASH || field == Field.RECIRC_ID && !untracked) {
                return true;
            }
        }
        return false;
    }

    private FlowModResult replace(FlowChange change, Rule rule, FlowEntry old, long version) {
        Rule kept = rule.cookie() == NO_COOKIE ? rule.withCookie(old.cookie()) : rule;
        FlowEntry added = (change.flags() & FlowModFlags.RESET_COUNTS) != 0
                ? FlowEntry.create(kept, pipeline.nowNs(), version)
                : old.addedAgain(kept, pipeline.nowNs(), version);
        pipeline.retire(old);
        pipeline.add(added);
        pipeline.changed(FlowEvent.Kind.ADDED, added, old);
        return ADDED;
    }

    private static boolean overlaps(FlowTable table, MaskedKey key, int priority, long version) {
        return table.classifier()
                .any(
                        version,
                        entry -> entry.priority() == priority && entry.key().overlaps(key));
    }

    private FlowModResult modify(FlowChange change, MaskedKey key) {
        if (change.tableId() == PipelineView.ALL_TABLES && !change.openFlow10()) {
            return refused(OfError.OFPFMFC_BAD_TABLE_ID, "modify of all tables");
        }
        List<FlowEntry> found = collect(change, key, entry -> true);
        if (found.isEmpty()) {
            return change.modifyMayAdd() ? add(change, key) : new FlowModResult.Applied(0, 0, List.of());
        }
        long version = pipeline.nextVersion();
        boolean reset = (change.flags() & FlowModFlags.RESET_COUNTS) != 0;
        for (FlowEntry old : found) {
            Rule rule = new Rule(
                    old.tableId(),
                    old.priority(),
                    old.key(),
                    change.instructions(),
                    change.newCookie().orElse(old.cookie()),
                    old.idleTimeout(),
                    old.hardTimeout(),
                    old.importance(),
                    old.flags());
            FlowEntry modified = old.modified(rule, reset, pipeline.nowNs(), version);
            pipeline.retire(old);
            pipeline.add(modified);
            pipeline.changed(FlowEvent.Kind.MODIFIED, modified, old);
        }
        return new FlowModResult.Applied(0, found.size(), List.of());
    }

    private FlowModResult delete(FlowChange change, MaskedKey key) {
        List<FlowEntry> found =
                collect(change, key, entry -> ActionTargets.outputsTo(entry, change.outPort(), change.outGroup()));
        List<RemovedFlow> removed = new ArrayList<>(found.size());
        for (FlowEntry entry : found) {
            removed.add(pipeline.remove(entry, FlowRemovedReason.DELETE));
        }
        return new FlowModResult.Applied(0, 0, removed);
    }

    private List<FlowEntry> collect(FlowChange change, MaskedKey key, Predicate<FlowEntry> filter) {
        boolean strict =
                change.command() == FlowModCommand.MODIFY_STRICT || change.command() == FlowModCommand.DELETE_STRICT;
        boolean hidden = change.priority() > 0xffff;
        Predicate<FlowEntry> wanted = entry -> entry.hidden() == hidden
                && ((entry.cookie() ^ change.cookie()) & change.cookieMask()) == 0
                && filter.test(entry);
        List<FlowEntry> found = new ArrayList<>();
        long version = pipeline.nextVersion();
        forTables(change.tableId(), table -> {
            if (strict) {
                FlowEntry entry = table.classifier().findExact(version, key, change.priority());
                if (entry != null && wanted.test(entry)) {
                    found.add(entry);
                }
            } else {
                table.classifier().forEachCovered(version, key, entry -> {
                    if (wanted.test(entry)) {
                        found.add(entry);
                    }
                });
            }
        });
        return found;
    }

    /** By table, and in a table in the order in which they were added or last changed. */
    List<FlowEntry> select(FlowFilter filter) {
        if (MatchCompiler.check(filter.match()) != null) {
            return List.of(); // no entry matches on such a field
        }
        MaskedKey key = MatchCompiler.compile(filter.match());
        List<FlowEntry> all = new ArrayList<>();
        long version = pipeline.nextVersion();
        forTables(filter.tableId(), table -> {
            List<FlowEntry> found = new ArrayList<>();
            table.classifier().forEachCovered(version, key, entry -> {
                if (!entry.hidden()
                        && ((entry.cookie() ^ filter.cookie()) & filter.cookieMask()) == 0
                        && ActionTargets.outputsTo(entry, filter.outPort(), filter.outGroup())) {
                    found.add(entry);
                }
            });
            addByAge(found, all);
        });
        return all;
    }

    /** Sorts numbers, not entries: with 100,000 of them it is the difference between 10 and 200 ms. */
    private static void addByAge(List<FlowEntry> found, List<FlowEntry> all) {
        if (found.size() > 1 << INDEX_BITS) {
            found.sort(Comparator.comparingLong(FlowEntry::addVersion));
            all.addAll(found);
            return;
        }
        long[] order = new long[found.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = found.get(i).addVersion() << INDEX_BITS | i;
        }
        Arrays.sort(order);
        for (long each : order) {
            all.add(found.get((int) each & (1 << INDEX_BITS) - 1));
        }
    }

    private void forTables(int tableId, Consumer<FlowTable> work) {
        if (tableId == PipelineView.ALL_TABLES) {
            for (FlowTable table : tables) {
                if (table.entryCount() > 0) {
                    work.accept(table);
                }
            }
        } else {
            work.accept(tables[tableId]);
        }
    }

    private static FlowModResult.Refused refused(OfError error, String reason) {
        return new FlowModResult.Refused(error, reason);
    }
}
