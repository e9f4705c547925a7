package org.mirach.vswitch.slowpath.upcall;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jctools.queues.MpscArrayQueue;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.fastpath.FlowCounters;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.PipelineView;
import org.mirach.vswitch.pipeline.group.Bucket;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.mirach.vswitch.pipeline.table.FlowTable;
import org.mirach.vswitch.slowpath.EngineCommands;
import org.mirach.vswitch.slowpath.SlowPathSettings;
import org.mirach.vswitch.slowpath.compile.FlowCompiler;
import org.mirach.vswitch.slowpath.translate.MacTable;
import org.mirach.vswitch.slowpath.translate.Translation;
import org.mirach.vswitch.slowpath.upcall.CachedFlow.Handover;

/**
 * The cached flows that an engine has: by masked key, and by index. Also where their counters reach the flow entries.
 *
 * <p><b>Invariants:</b> what is registered was submitted to the engine in the same order. An index is given out again only
 * after the engine said that it is done with it and its last counts were added up.
 *
 * <p><b>Threads:</b> any; one lock. The engine's thread only ever touches {@link #onRemoved}, which does not take it.
 */
@RunsOn(Role.ANY)
public final class FlowRegistry {
    /** When full: flows used within this time are spared if others can go. */
    private static final long RECENT_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A barrier does not translate longer ways on its caller's thread. */
    private static final int MAX_CONFIRMED_LOOKUPS = 64;

    private final EngineCommands engine;
    private final FlowCounters counters;
    private final MacTable macTable;
    private final Effects effects;
    private final LongSupplier version;
    private final Map<FlowMask, Map<FlowKey, CachedFlow>> byMask = new HashMap<>();
    /** By age: the oldest first. */
    private final Set<CachedFlow> byAge = new LinkedHashSet<>();

    private final int maxMasks;
    /** Flows whose program changes, or has changed since their counts were pushed. */
    private final List<CachedFlow> handovers = new ArrayList<>();

    private final CachedFlow[] byIndex;
    private final int[] freeIndexes;
    private final MpscArrayQueue<CachedFlow> removedByEngine;
    private final AtomicLongArray drops = new AtomicLongArray(DropReason.values().length);
    private int freeCount;
    private volatile int flowCount;
    private volatile boolean staleInstalled;

    /**
     * @param version number of the pipeline's newest version
     */
    public FlowRegistry(
            EngineCommands engine,
            FlowCounters counters,
            MacTable macTable,
            Effects effects,
            LongSupplier version,
            SlowPathSettings settings) {
        int capacity = settings.maxFlows();
        maxMasks = settings.maxMasks();
        this.version = version;
        this.engine = engine;
        this.counters = counters;
        this.macTable = macTable;
        this.effects = effects;
        byIndex = new CachedFlow[capacity];
        freeIndexes = new int[capacity];
        removedByEngine = new MpscArrayQueue<>(Math.max(2, capacity));
        for (int i = 0; i < capacity; i++) {
            freeIndexes[i] = capacity - 1 - i;
        }
        freeCount = capacity;
    }

    /** The cached flow of {@code key}, if it is as good as a new translation by {@code view}; or null. */
    public synchronized CachedFlow findCurrent(FlowKey key, PipelineView view) {
        for (Map.Entry<FlowMask, Map<FlowKey, CachedFlow>> each : byMask.entrySet()) {
            CachedFlow flow = each.getValue().get(key.masked(each.getKey()));
            if (flow != null && !stale(flow.translation, view)) {
                return flow;
            }
        }
        return null;
    }

    /** The cached flow at {@code index} if it is current, or null. */
    public synchronized CachedFlow findCurrent(int index, FlowKey key, PipelineView view) {
        CachedFlow flow = byIndex[index];
        return flow != null && !stale(flow.translation, view) && key.matches(flow.key, flow.mask) ? flow : null;
    }

    /** Whether something that {@code translation} depends on changed before {@code view}. */
    public boolean stale(Translation translation, PipelineView view) {
        return translation.version() != view.version() && dependsOnChange(translation, view)
                || translation.usedMacTable() && translation.macVersion() != macTable.version();
    }

    private static boolean dependsOnChange(Translation translation, PipelineView view) {
        if (view.settingsVersion() > translation.version()) {
            return true;
        }
        for (Translation.TableLookup lookup : translation.lookups()) {
            if (lookup.table().changedVersion() > translation.version()) {
                return true;
            }
        }
        for (FlowTable table : translation.watched()) {
            if (table.changedVersion() > translation.version()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether every cached flow does, and counts, what a new translation by {@code view} would have it do, and none is about
     * to change or go. A few flows that depend on a change are translated again to find out; nothing changes in the engine.
     *
     * @param translate by {@code view}
     * @param limit how many flows there may be at most
     */
    public synchronized boolean confirmAll(PipelineView view, Function<FlowKey, Translation> translate, int limit) {
        boolean settled = !staleInstalled && handovers.isEmpty() && byAge.size() + freeCount == byIndex.length;
        if (!settled || byAge.size() > limit) {
            return false;
        }
        for (CachedFlow flow : byAge) {
            if (stale(flow.translation, view) && !confirm(flow, translate)) {
                return false;
            }
        }
        return true;
    }

    private boolean confirm(CachedFlow flow, Function<FlowKey, Translation> translate) {
        Translation old = flow.translation;
        if (!old.recircIds().isEmpty() || old.lookups().size() > MAX_CONFIRMED_LOOKUPS) {
            return false;
        }
        Translation fresh = translate.apply(flow.key);
        if (!sameProgram(old, fresh)
                || !old.countsLike(fresh)
                || !covers(flow.mask, fresh.mask())
                || effects.news(fresh.effects())) {
            return false;
        }
        flow.translation = fresh;
        return true;
    }

    /**
     * Registers and installs a flow. An older one of the same mask and key is updated.
     *
     * @return the flow, or null where there was no room: the packet has to be counted without one
     */
    public synchronized CachedFlow install(FlowKey key, Translation translation, long nowNs) {
        // Looked at inside the lock: a pass that starts later, by a newer version, finds the flow in the list.
        staleInstalled |= translation.version() != version.getAsLong()
                || translation.usedMacTable() && translation.macVersion() != macTable.version();
        FlowKey masked = key.masked(translation.mask());
        Map<FlowKey, CachedFlow> sameMask = byMask.get(translation.mask());
        CachedFlow old = sameMask == null ? null : sameMask.get(masked);
        if (old != null) {
            return replace(old, translation) ? old : null;
        }
        reclaimIndexes();
        if (freeCount == 0) {
            evictSome(nowNs);
            return null;
        }
        if (sameMask == null && byMask.size() == maxMasks) {
            return null; // the engine would refuse it: its packets go on missing, and are counted here
        }
        CachedFlow flow = new CachedFlow(freeIndexes[freeCount - 1], key, translation, nowNs);
        if (!submitInstall(flow)) {
            return null;
        }
        freeCount--;
        byIndex[flow.index] = flow;
        byMask.computeIfAbsent(flow.mask, m -> new HashMap<>()).put(flow.key, flow);
        byAge.add(flow);
        flowCount = byAge.size();
        startCounting(flow);
        return flow.removed ? null : flow;
    }

    private boolean submitInstall(CachedFlow flow) {
        return engine.submit(
                new EngineCommand.InstallFlow(flow.index, flow.key, flow.mask, FlowCompiler.compile(flow.translation)));
    }

    /** The engine sets the counters of a used index to zero when it installs the flow: until then they are another's. */
    private void startCounting(CachedFlow flow) {
        if (counters.lastUsedNs(flow.index) == 0) {
            flow.counting = true;
        } else if (!engine.submit(new EngineCommand.Sync(() -> flow.counting = true))) {
            remove(flow);
        }
    }

    /** Gives a flow another translation. What the engine counts before it has the new program belongs to the old one. */
    private boolean replace(CachedFlow flow, Translation translation) {
        push(flow);
        if (flow.handover != null) {
            return false; // the one before is still under way
        }
        Translation old = flow.translation;
        if (sameProgram(old, translation)) {
            flow.translation = translation;
            return true;
        }
        Handover handover = new Handover(old);
        if (!engine.submit(new EngineCommand.InstallFlow(
                flow.index,
                flow.key,
                flow.mask,
                FlowCompiler.compile(translation),
                () -> onHandover(flow.index, handover)))) {
            return false;
        }
        flow.translation = translation;
        flow.handover = handover;
        handovers.add(flow);
        return true;
    }

    private static boolean sameProgram(Translation one, Translation other) {
        return FlowCompiler.compile(one)
                .actions()
                .equals(FlowCompiler.compile(other).actions());
    }

    /** Engine thread: from the next packet on, the flow has its new program. */
    @RunsOn(Role.ENGINE)
    private void onHandover(int flowIndex, Handover handover) {
        handover.packets = counters.packets(flowIndex);
        handover.bytes = counters.bytes(flowIndex);
        handover.made = true;
    }

    /**
     * Lets the engine run a flow's actions on a packet, and count it there.
     *
     * @return false where it can't: the flow is gone, does nothing, or the inbox is full
     */
    public synchronized boolean execute(CachedFlow flow, byte[] packet, FlowKey packetKey) {
        return !flow.removed
                && !flow.translation.actions().isEmpty()
                && engine.submit(new EngineCommand.Execute(packet, packetKey, flow.translation.actions(), flow.index));
    }

    /**
     * Puts a new translation of a flow's key in force: in place where the old mask still says enough, else by removing
     * the flow, so that its next packets miss.
     *
     * @return false where the engine took no command: try again
     */
    public synchronized boolean update(CachedFlow flow, Translation translation) {
        if (flow.removed) {
            return true;
        }
        if (!covers(flow.mask, translation.mask()) || effects.news(translation.effects())) {
            return remove(flow);
        }
        return replace(flow, translation);
    }

    /** Whether {@code wide} names every bit that {@code needed} names. */
    private static boolean covers(FlowMask wide, FlowMask needed) {
        for (int i = 0; i < KeyLayout.PACKET_WORDS; i++) {
            if ((needed.word(i) & ~wide.word(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Removes a flow. @return false where the engine took no command: try again */
    public synchronized boolean remove(CachedFlow flow) {
        if (flow.removed) {
            return true;
        }
        if (!engine.submit(new EngineCommand.RemoveFlow(flow.index, () -> onRemoved(flow)))) {
            return false;
        }
        flow.removed = true;
        Map<FlowKey, CachedFlow> sameMask = byMask.get(flow.mask);
        sameMask.remove(flow.key);
        if (sameMask.isEmpty()) {
            byMask.remove(flow.mask);
        }
        byAge.remove(flow);
        flowCount = byAge.size();
        return true;
    }

    /** Engine thread: a removed flow's counters are final. */
    @RunsOn(Role.ENGINE)
    private void onRemoved(CachedFlow flow) {
        removedByEngine.offer(flow);
    }

    /** Takes back indexes that the engine is done with, and counts what changed flows did by their old programs. */
    public synchronized void reclaimIndexes() {
        handovers.removeIf(flow -> {
            if (flow.handover != null) { // else it was pushed, and its index may be another's by now
                push(flow);
            }
            return flow.handover == null;
        });
        for (CachedFlow flow = removedByEngine.poll(); flow != null; flow = removedByEngine.poll()) {
            push(flow);
            byIndex[flow.index] = null;
            freeIndexes[freeCount++] = flow.index;
        }
    }

    /** Makes room for a 64th of the capacity: oldest flows first, those in use last. */
    private void evictSome(long nowNs) {
        int wanted = byIndex.length / 64 + 1;
        List<CachedFlow> victims = new ArrayList<>(wanted);
        for (CachedFlow flow : byAge) {
            if (victims.size() < wanted && nowNs - lastUsedNs(flow) > RECENT_NS) {
                victims.add(flow);
            }
        }
        if (victims.isEmpty() && !byAge.isEmpty()) {
            victims.add(byAge.iterator().next());
        }
        victims.forEach(this::remove);
    }

    /** {@code System.nanoTime} of the flow's last packet, or of its installation. */
    public long lastUsedNs(CachedFlow flow) {
        long used = flow.counting ? counters.lastUsedNs(flow.index) : 0;
        return used != 0 && used - flow.createdNs > 0 ? used : flow.createdNs;
    }

    /** Adds what a flow counted since the last time to its flow entries. */
    public synchronized void push(CachedFlow flow) {
        if (!flow.counting) {
            return;
        }
        long packets = counters.packets(flow.index);
        long bytes = counters.bytes(flow.index);
        Handover handover = flow.handover;
        if (handover == null) {
            push(flow, flow.translation, packets, bytes);
        } else if (!handover.made) { // not made after the counts were read: they are all the old program's
            push(flow, handover.old, packets, bytes);
        } else {
            push(flow, handover.old, handover.packets, handover.bytes);
            flow.handover = null;
            push(flow, flow.translation, Math.max(packets, handover.packets), Math.max(bytes, handover.bytes));
        }
    }

    private void push(CachedFlow flow, Translation translation, long packets, long bytes) {
        if (packets != flow.pushedPackets) {
            credit(
                    translation,
                    packets - flow.pushedPackets,
                    bytes - flow.pushedBytes,
                    lastUsedNs(flow),
                    counters.tcpFlags(flow.index));
            flow.pushedPackets = packets;
            flow.pushedBytes = bytes;
        }
    }

    /** Adds what all flows counted. */
    public synchronized void pushAll() {
        reclaimIndexes();
        byAge.forEach(this::push);
    }

    /** Adds packets to the flow entries and tables that {@code translation} went through; learned addresses stay fresh. */
    public synchronized void credit(Translation translation, long packets, long bytes, long atNs, int tcpFlags) {
        for (FlowEntry entry : translation.entries()) {
            entry.stats().add(packets, bytes, atNs);
        }
        for (Translation.TableLookup lookup : translation.lookups()) {
            lookup.table().countLookups(packets, lookup.matched());
        }
        for (Translation.GroupUse use : translation.groups()) {
            use.group().traffic().add(packets, bytes);
            credit(use, packets, bytes);
        }
        effects.apply(translation.effects(), atNs, tcpFlags);
        if (translation.dropReason() != null) {
            drops.addAndGet(translation.dropReason().ordinal(), packets);
        }
    }

    private static void credit(Translation.GroupUse use, long packets, long bytes) {
        for (Bucket bucket : use.group().buckets()) {
            if (use.bucket() == null || use.bucket().bucketId() == bucket.bucketId()) {
                bucket.traffic().add(packets, bytes);
            }
        }
    }

    /** A copy of the list of flows, oldest first. */
    public synchronized List<CachedFlow> flows() {
        return new ArrayList<>(byAge);
    }

    public int flowCount() {
        return flowCount;
    }

    public int capacity() {
        return byIndex.length;
    }

    /** Packets dropped in the pipeline for {@code reason}, as far as counters were pushed. */
    public long dropCount(DropReason reason) {
        return drops.get(reason.ordinal());
    }

    /** Counts packets that the slow path itself dropped. */
    public void countDrop(DropReason reason) {
        drops.incrementAndGet(reason.ordinal());
    }

    /** Whether a flow was installed, since the last {@link #clearStale}, whose translation was old already. */
    public boolean staleInstalled() {
        return staleInstalled;
    }

    /** A pass begins, which will see all flows that are there. */
    public synchronized void clearStale() {
        staleInstalled = false;
    }
}
