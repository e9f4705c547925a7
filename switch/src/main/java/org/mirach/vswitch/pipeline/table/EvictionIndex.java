package org.mirach.vswitch.pipeline.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.match.FieldSlot;

/**
 * Which entry of a full table goes first: as in Open vSwitch, one of the largest group (entries that agree in the fields
 * the operator named), the least important there, and of those the one that expires first. Entries without a timeout stay.
 *
 * <p><b>Why this way:</b> an idle timeout moves with every packet. An entry keeps the place it was given until its turn
 * comes; then it is looked at, and put back where its time is not up first after all.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
final class EvictionIndex {
    private final List<Subfield> fields;
    private final Map<FlowEntry, Candidate> candidates = new HashMap<>();
    private final Map<List<FieldValue>, Group> groups = new HashMap<>();
    private final TreeSet<Group> bySize = new TreeSet<>(
            Comparator.comparingInt((Group g) -> -g.entries.size()).thenComparingInt(g -> g.number));
    private int groupNumber;
    private long candidateNumber;

    private record Candidate(FlowEntry entry, Group group, long expiresNs, long number) {}

    private static final class Group {
        final List<FieldValue> id;
        final int number;
        final TreeSet<Candidate> entries = new TreeSet<>(Comparator.comparingInt((Candidate c) -> c.entry.importance())
                .thenComparingLong(Candidate::expiresNs)
                .thenComparingLong(Candidate::number));

        Group(List<FieldValue> id, int number) {
            this.id = id;
            this.number = number;
        }
    }

    /** @param fields entries that agree in all of them are a group; none: one group */
    EvictionIndex(List<Subfield> fields) {
        this.fields = fields;
    }

    void add(FlowEntry entry) {
        if ((entry.idleTimeout() | entry.hardTimeout()) != 0) {
            Group group = groups.computeIfAbsent(groupOf(entry), id -> new Group(id, groupNumber++));
            put(new Candidate(entry, group, expiresNs(entry), candidateNumber++));
        }
    }

    private void put(Candidate candidate) {
        Group group = candidate.group();
        bySize.remove(group);
        group.entries.add(candidate);
        bySize.add(group);
        candidates.put(candidate.entry(), candidate);
    }

    void remove(FlowEntry entry) {
        Candidate candidate = candidates.remove(entry);
        if (candidate != null) {
            Group group = candidate.group();
            bySize.remove(group);
            group.entries.remove(candidate);
            if (group.entries.isEmpty()) {
                groups.remove(group.id);
            } else {
                bySize.add(group);
            }
        }
    }

    /** The entry to evict, or null. */
    FlowEntry first() {
        while (!bySize.isEmpty()) {
            Candidate candidate = bySize.first().entries.first();
            long expiresNs = expiresNs(candidate.entry());
            if (expiresNs == candidate.expiresNs()) {
                return candidate.entry();
            }
            remove(candidate.entry());
            add(candidate.entry());
        }
        return null;
    }

    private List<FieldValue> groupOf(FlowEntry entry) {
        List<FieldValue> id = new ArrayList<>(fields.size());
        if (!fields.isEmpty()) {
            long[] key = entry.key().fullKey();
            for (Subfield part : fields) {
                FieldSlot slot = FieldSlot.of(part.field());
                id.add(slot == null ? FieldValue.ZERO : slot.get(key).and(bitsOf(part)));
            }
        }
        return id;
    }

    private static FieldValue bitsOf(Subfield part) {
        FieldValue ones = FieldValue.ones(part.bits());
        int by = part.offset();
        long carried = by == 0 ? 0 : by < 64 ? ones.lo() >>> 64 - by : ones.lo() << by - 64;
        return new FieldValue((by < 64 ? ones.hi() << by : 0) | carried, by < 64 ? ones.lo() << by : 0);
    }

    private static long expiresNs(FlowEntry entry) {
        long hard = after(entry.modifiedNs(), entry.hardTimeout());
        long idle = after(Math.max(entry.stats().lastUsedNs(), entry.createdNs()), entry.idleTimeout());
        return Math.min(hard, idle);
    }

    private static long after(long startNs, int seconds) {
        return seconds == 0 ? Long.MAX_VALUE : startNs + TimeUnit.SECONDS.toNanos(seconds);
    }
}
