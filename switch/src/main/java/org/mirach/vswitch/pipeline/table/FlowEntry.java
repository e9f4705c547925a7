package org.mirach.vswitch.pipeline.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;
import org.mirach.vswitch.pipeline.match.MaskedKey;
import org.mirach.vswitch.pipeline.match.MatchCompiler;

/**
 * A row of a flow table: an immutable rule, its counters, and from which version on until which it is in force. A
 * modified rule is a new entry.
 *
 * <p>Kept small, as there are many: the match is stored as the words that it looks at, and rebuilt when asked for.
 *
 * <p><b>Threads:</b> the agent thread links and unlinks; any thread reads.
 */
public final class FlowEntry {
    /** Not removed. */
    public static final long FOR_EVER = Long.MAX_VALUE;

    /** Bit of {@code flags}. */
    private static final int CONJUNCTIVE = 0x80;

    private final MaskedKey key;
    private final List<Instruction> instructions;
    private final FlowStats stats;
    private final long cookie;
    private final long createdNs;
    private volatile long modifiedNs;
    private final long addVersion;
    private final int priority;
    private volatile short idleTimeout;
    private volatile short hardTimeout;
    private final short importance;
    private final byte tableId;
    private final byte flags;
    private volatile long removeVersion = FOR_EVER;
    /** Next entry of the same table, mask and key, of the same priority or lower. The classifier's. */
    private volatile FlowEntry next;

    FlowEntry(Rule rule, FlowStats stats, long createdNs, long modifiedNs, long addVersion) {
        key = rule.key();
        instructions = rule.instructions();
        cookie = rule.cookie();
        priority = rule.priority();
        idleTimeout = (short) rule.idleTimeout();
        hardTimeout = (short) rule.hardTimeout();
        importance = (short) rule.importance();
        tableId = (byte) rule.tableId();
        flags = (byte) (rule.flags() | (conjunctive(rule.instructions()) ? CONJUNCTIVE : 0));
        this.stats = stats;
        this.createdNs = createdNs;
        this.modifiedNs = modifiedNs;
        this.addVersion = addVersion;
    }

    /** What an entry is made from. */
    public record Rule(
            int tableId,
            int priority,
            MaskedKey key,
            List<Instruction> instructions,
            long cookie,
            int idleTimeout,
            int hardTimeout,
            int importance,
            int flags) {
        public Rule {
            Objects.requireNonNull(key);
        }

        public Rule withCookie(long value) {
            return new Rule(tableId, priority, key, instructions, value, idleTimeout, hardTimeout, importance, flags);
        }
    }

    /** A new entry that starts its life, and its counters, now. */
    public static FlowEntry create(Rule rule, long nowNs, long version) {
        return new FlowEntry(rule, new FlowStats(nowNs), nowNs, nowNs, version);
    }

    /** An entry added in this one's place: it starts its life now, but goes on counting. */
    public FlowEntry addedAgain(Rule rule, long nowNs, long version) {
        return new FlowEntry(rule, stats, nowNs, nowNs, version);
    }

    /** This entry with other actions: as old as it was; {@code resetCounts} starts its counters anew. */
    public FlowEntry modified(Rule rule, boolean resetCounts, long nowNs, long version) {
        return new FlowEntry(rule, resetCounts ? new FlowStats(nowNs) : stats, createdNs, nowNs, version);
    }

    public int tableId() {
        return tableId & 0xff;
    }

    /** 0..65535; above that the entry is hidden, the switch's own. */
    public int priority() {
        return priority;
    }

    /** Whether requests don't see it. */
    public boolean hidden() {
        return priority > 0xffff;
    }

    /** Whether it is what OpenFlow calls the table-miss entry: matches everything at priority 0. */
    public boolean tableMiss() {
        return priority == 0 && key.shape().size() == 0;
    }

    public MaskedKey key() {
        return key;
    }

    /** The match, rebuilt from the words. */
    public Match match() {
        return MatchCompiler.toMatch(key);
    }

    public List<Instruction> instructions() {
        return instructions;
    }

    public long cookie() {
        return cookie;
    }

    /** Seconds; 0 for none. */
    public int idleTimeout() {
        return idleTimeout & 0xffff;
    }

    /** Seconds; 0 for none. */
    public int hardTimeout() {
        return hardTimeout & 0xffff;
    }

    /** The less, the earlier a full table lets go of it. */
    public int importance() {
        return importance & 0xffff;
    }

    /** Agent thread: neither timeout is longer than this any more; 0 leaves one as it is. @return whether one changed */
    public boolean reduceTimeouts(int idleSeconds, int hardSeconds) {
        int idle = shorter(idleTimeout(), idleSeconds);
        int hard = shorter(hardTimeout(), hardSeconds);
        boolean changed = idle != idleTimeout() || hard != hardTimeout();
        idleTimeout = (short) idle;
        hardTimeout = (short) hard;
        return changed;
    }

    private static int shorter(int seconds, int limit) {
        return limit != 0 && (seconds == 0 || seconds > limit) ? limit : seconds;
    }

    /** Any thread: the hard timeout starts anew, because a packet taught the switch this entry again. */
    public void refresh(long nowNs) {
        modifiedNs = nowNs;
    }

    /** Bits of {@link org.mirach.openflow.model.FlowModFlags}. */
    public int flags() {
        return flags & ~CONJUNCTIVE & 0xff;
    }

    /** Whether it has conjunction actions: by itself it is no match. */
    public boolean conjunctive() {
        return flags < 0;
    }

    /** Its conjunction actions. */
    public List<Action.Conjunction> conjunctions() {
        List<Action.Conjunction> found = new ArrayList<>();
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.ApplyActions apply) {
                for (Action action : apply.actions()) {
                    if (action instanceof Action.Conjunction part) {
                        found.add(part);
                    }
                }
            }
        }
        return found;
    }

    private static boolean conjunctive(List<Instruction> instructions) {
        if (instructions.isEmpty() || !(instructions.getFirst() instanceof Instruction.ApplyActions apply)) {
            return false;
        }
        for (Action action : apply.actions()) {
            if (action instanceof Action.Conjunction) {
                return true;
            }
            if (!(action instanceof Action.Note)) {
                return false; // conjunction goes with nothing but notes
            }
        }
        return false;
    }

    public FlowStats stats() {
        return stats;
    }

    /** {@code System.nanoTime} of the add. */
    public long createdNs() {
        return createdNs;
    }

    /** {@code System.nanoTime} of the last change: the hard timeout counts from here. */
    public long modifiedNs() {
        return modifiedNs;
    }

    /** Whether a reader of {@code version} sees it. */
    public boolean visible(long version) {
        return addVersion <= version && version < removeVersion;
    }

    public long addVersion() {
        return addVersion;
    }

    public long removeVersion() {
        return removeVersion;
    }

    /** Agent thread: out of force from {@code version} on. */
    public void removeFrom(long version) {
        removeVersion = version;
    }

    /** For the classifier. */
    public FlowEntry next() {
        return next;
    }

    /** For the classifier. */
    public void next(FlowEntry entry) {
        next = entry;
    }

    @Override
    public String toString() {
        return "table=" + tableId() + ",priority=" + priority + "," + match() + " " + instructions;
    }
}
