package org.mirach.vswitch.fastpath.flowcache;

import java.util.Arrays;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.execute.CompiledFlow;
import org.mirach.vswitch.fastpath.port.PacketBatch;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Key words to dense flow index, and flow index to compiled flow.
 *
 * <p><i>What.</i> Two steps. The <i>front</i> is a direct-mapped table from a hash of the packet to the flow that a
 * packet with this hash used last; it is a guess, verified against that flow's own words and mask. Behind it, the flows
 * of each distinct mask are one {@link MaskTable}, tried in order of recent hits.
 *
 * <p><i>Why this way.</i> The front keeps no keys: every cached flow that matches a packet under its own mask is right
 * for it, so one int per slot does, and a flow that is removed or replaced leaves nothing stale behind, for the check
 * reads the flow as it is now.
 *
 * <p><i>Invariants.</i> {@code location[f]} names the table and entry of flow {@code f}, or is {@link #NOWHERE}.
 *
 * <p><i>Limits.</i> At most {@code maxMasks} masks: a flow that would need one more is refused and counted, and its
 * packets go on missing. Memory grows with the flows: about {@code 60 + 8 * words of the mask} bytes a flow at most
 * half full.
 *
 * <p><b>Threads:</b> the engine thread only.
 */
@RunsOn(Role.ENGINE)
public final class FlowCache {
    private static final long NOWHERE = -1L;
    private static final int FIRST_FLOWS = 64;
    private static final int FIRST_FRONT = 1024;
    private static final int MAX_FRONT = 1 << 20;
    private static final int HITS_BEFORE_AGEING = 1 << 14;
    /** Of the W_IP word: label, protocol and fragment bits; the TTL and TOS differ within a connection. */
    private static final long IP_FOR_HASH = 0xffffffff_ff0000ffL;
    /** Of the W_L4 word: the ports; TCP flags differ within a connection. */
    private static final long L4_FOR_HASH = 0xffffffff_00000000L;

    private final int capacity;
    private final int maxMasks;
    private int[] front = new int[FIRST_FRONT];
    private CompiledFlow[] programs = new CompiledFlow[FIRST_FLOWS];
    private long[] location = new long[FIRST_FLOWS];
    private final long[] where = new long[PacketBatch.CAPACITY];

    @SuppressWarnings("unused") // written so that the reads of lookup(batch) are not optimised away
    private long touched;

    private MaskTable[] tableById = new MaskTable[16];
    private int[] order = new int[16];
    private int tableCount;
    private int flowCount;
    private int hitsSinceAgeing;
    private long frontHits;
    private long maskedHits;
    private long misses;
    private long masksTried;
    private long masksRefused;

    /**
     * @param capacity flow indexes are below it
     * @param maxMasks distinct masks at most
     */
    public FlowCache(int capacity, int maxMasks) {
        this.capacity = capacity;
        this.maxMasks = maxMasks;
        Arrays.fill(location, NOWHERE);
        Arrays.fill(front, -1);
    }

    /** Hash of what sets connections apart in {@code key[base ..]}. */
    public static int hash(long[] key, int base) {
        long sum = key[base + KeyLayout.W_IN_PORT] * 0x9e3779b97f4a7c15L
                + key[base + KeyLayout.W_ETH_DST_TYPE] * 0xbf58476d1ce4e5b9L
                + key[base + KeyLayout.W_ETH_SRC_TCI] * 0x94d049bb133111ebL
                + (key[base + KeyLayout.W_IP] & IP_FOR_HASH) * 0xd6e8feb86659fd93L
                + key[base + KeyLayout.W_IPV4] * 0xa0761d6478bd642fL
                + (key[base + KeyLayout.W_L4] & L4_FOR_HASH) * 0xe7037ed1a0b428dbL;
        long v6 = key[base + KeyLayout.W_IPV6_SRC + 1] * 0x8ebc6af09c88c6e3L
                + key[base + KeyLayout.W_IPV6_DST + 1] * 0x589965cc75374cc3L;
        long h = (sum + v6 ^ sum + v6 >>> 32) * 0x1d8e4e27c47d124fL;
        return (int) (h >>> 32);
    }

    /** The same for a packet that is looked up again: connection state, marks and dp_hash set such apart. */
    public static int hashWithState(long[] key, int base) {
        long state = key[base + KeyLayout.W_MARK] * 0x9e3779b97f4a7c15L
                + key[base + KeyLayout.W_CT] * 0xbf58476d1ce4e5b9L
                + key[base + KeyLayout.W_TYPE_HASH] * 0x94d049bb133111ebL;
        return hash(key, base) ^ (int) ((state ^ state >>> 32) * 0x1d8e4e27c47d124fL >>> 32);
    }

    /**
     * Finds a cached flow for the packet in {@code key[base ..]}.
     *
     * @param hash of it, by {@link #hash}
     * @return flow index, or -1
     */
    public int lookup(long[] key, int base, int hash) {
        int slot = hash & front.length - 1;
        int flow = front[slot];
        if (flow >= 0) {
            long where = location[flow];
            if (where >= 0 && tableById[(int) (where >>> 32)].matches((int) where, key, base)) {
                frontHits++;
                return flow;
            }
        }
        return lookupMasked(key, base, slot);
    }

    /**
     * Finds the cached flow of each packet of a batch, into {@code batch.flowIndex}.
     *
     * <p>In steps over the whole batch, because with many flows each step of a lookup waits for memory: within a loop
     * whose rounds do not depend on each other, the waits overlap.
     */
    public void lookup(PacketBatch batch) {
        int count = batch.count();
        long[] keys = batch.keys;
        int last = front.length - 1;
        for (int i = 0; i < count; i++) {
            batch.hash[i] = hash(keys, i * KeyLayout.PACKET_WORDS);
        }
        for (int i = 0; i < count; i++) {
            batch.flowIndex[i] = front[batch.hash[i] & last];
        }
        for (int i = 0; i < count; i++) {
            int flow = batch.flowIndex[i];
            where[i] = flow < 0 ? NOWHERE : location[flow];
        }
        long sum = 0;
        for (int i = 0; i < count; i++) {
            if (where[i] >= 0) {
                sum += tableById[(int) (where[i] >>> 32)].touch((int) where[i]);
            }
        }
        touched = sum;
        for (int i = 0; i < count; i++) {
            int base = i * KeyLayout.PACKET_WORDS;
            if (where[i] >= 0 && tableById[(int) (where[i] >>> 32)].matches((int) where[i], keys, base)) {
                frontHits++;
            } else {
                batch.flowIndex[i] = lookupMasked(keys, base, batch.hash[i] & last);
            }
        }
    }

    private int lookupMasked(long[] key, int base, int slot) {
        for (int i = 0; i < tableCount; i++) {
            MaskTable table = tableById[order[i]];
            int flow = table.find(key, base);
            if (flow >= 0) {
                front[slot] = flow;
                maskedHits++;
                masksTried += i + 1;
                table.recentHits++;
                promote(i);
                return flow;
            }
        }
        masksTried += tableCount;
        misses++;
        return -1;
    }

    /** Moves a table that is hit more than the one in front of it one place forward. */
    private void promote(int i) {
        if (i > 0 && tableById[order[i]].recentHits > tableById[order[i - 1]].recentHits) {
            int before = order[i - 1];
            order[i - 1] = order[i];
            order[i] = before;
        }
        if (++hitsSinceAgeing == HITS_BEFORE_AGEING) {
            hitsSinceAgeing = 0;
            for (int t = 0; t < tableCount; t++) {
                tableById[order[t]].recentHits >>>= 1;
            }
        }
    }

    public CompiledFlow program(int flowIndex) {
        return programs[flowIndex];
    }

    /**
     * Adds a flow, or gives the one at this index other actions.
     *
     * @return false where one mask too many would be needed, or the index is not below the capacity
     */
    public boolean install(int flowIndex, FlowKey key, FlowMask mask, CompiledFlow program) {
        if (flowIndex < 0 || flowIndex >= capacity) {
            return false;
        }
        ensureFlow(flowIndex);
        long where = location[flowIndex];
        if (where != NOWHERE) {
            MaskTable table = tableById[(int) (where >>> 32)];
            if (samePacketZone(table.mask, mask) && table.hasKey((int) where, key)) {
                programs[flowIndex] = program;
                return true;
            }
            remove(flowIndex);
        }
        int id = tableFor(mask);
        if (id < 0) {
            masksRefused++;
            return false;
        }
        location[flowIndex] = (long) id << 32 | tableById[id].add(flowIndex, key);
        programs[flowIndex] = program;
        flowCount++;
        growFront();
        return true;
    }

    /** Removes a flow; false where there is none at this index. */
    public boolean remove(int flowIndex) {
        if (!isInstalled(flowIndex)) {
            return false;
        }
        long where = location[flowIndex];
        int id = (int) (where >>> 32);
        int entry = (int) where;
        int moved = tableById[id].remove(entry);
        if (moved >= 0) {
            location[moved] = where;
        }
        location[flowIndex] = NOWHERE;
        programs[flowIndex] = null;
        flowCount--;
        if (tableById[id].count() == 0) {
            dropTable(id);
        }
        return true;
    }

    public boolean isInstalled(int flowIndex) {
        return flowIndex >= 0 && flowIndex < location.length && location[flowIndex] != NOWHERE;
    }

    private int tableFor(FlowMask mask) {
        for (int i = 0; i < tableCount; i++) {
            if (samePacketZone(tableById[order[i]].mask, mask)) {
                return order[i];
            }
        }
        if (tableCount == maxMasks) {
            return -1;
        }
        if (tableCount == order.length) {
            order = Arrays.copyOf(order, tableCount * 2);
            tableById = Arrays.copyOf(tableById, tableCount * 2);
        }
        int id = 0;
        while (tableById[id] != null) {
            id++;
        }
        tableById[id] = new MaskTable(mask);
        order[tableCount++] = id;
        return id;
    }

    private static boolean samePacketZone(FlowMask a, FlowMask b) {
        for (int i = 0; i < KeyLayout.PACKET_WORDS; i++) {
            if (a.word(i) != b.word(i)) {
                return false;
            }
        }
        return true;
    }

    private void dropTable(int id) {
        tableById[id] = null;
        int at = 0;
        while (order[at] != id) {
            at++;
        }
        tableCount--;
        System.arraycopy(order, at + 1, order, at, tableCount - at);
    }

    private void ensureFlow(int flowIndex) {
        int length = location.length;
        if (flowIndex >= length) {
            int wanted = (int) Math.min(capacity, Math.max(flowIndex + 1L, length * 2L));
            location = Arrays.copyOf(location, wanted);
            Arrays.fill(location, length, wanted, NOWHERE);
            programs = Arrays.copyOf(programs, wanted);
        }
    }

    /** The front has about twice as many slots as there are flows; a new one fills itself from the tables behind. */
    private void growFront() {
        if (flowCount > front.length / 2 && front.length < MAX_FRONT) {
            front = new int[front.length * 4];
            Arrays.fill(front, -1);
        }
    }

    /** Cached flows. */
    public int flowCount() {
        return flowCount;
    }

    /** Distinct masks. */
    public int maskCount() {
        return tableCount;
    }

    public long frontHits() {
        return frontHits;
    }

    public long maskedHits() {
        return maskedHits;
    }

    public long misses() {
        return misses;
    }

    /** Mask tables tried, over all lookups that the front could not answer. */
    public long masksTried() {
        return masksTried;
    }

    /** Installs refused because {@code maxMasks} was reached. */
    public long masksRefused() {
        return masksRefused;
    }
}
