package org.mirach.vswitch.slowpath.translate;

import java.util.ArrayList;
import java.util.List;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * The VLAN tags of a packet: as the pipeline sees them, and as the datapath actions have left them so far.
 *
 * <p>A tag is {@code tpid << 16 | tci}, the innermost first. The key shows the two outer ones; deeper ones of the packet
 * are not known, and stay where they are. A third tag takes the place of the innermost, as in Open vSwitch, whose packets
 * have two at most.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class VlanStack {
    private static final int MAX_TAGS = 2;
    private static final long INNER = 0x0000_ffff_ffff_0000L;

    private final long[] key;
    private final long[] lookedAt;
    private final long[] base;

    VlanStack(long[] key, long[] lookedAt, long[] base) {
        this.key = key;
        this.lookedAt = lookedAt;
        this.base = base;
    }

    /** push_vlan: the new tag has the outer tag's VLAN id and priority (OpenFlow 1.3.5, 5.12.1), else zeros. */
    void pushCopy(int tpid) {
        push(tpid, KeyLayout.VLAN_PRESENT | (tagged() ? (int) key[KeyLayout.W_ETH_SRC_TCI] & 0xffff : 0));
    }

    /** Pushes a tag; {@code tci} has the present bit. Where there are two tags already, the inner one makes room. */
    void push(int tpid, int tci) {
        lookAtTags();
        List<Integer> tags = tags(key);
        if (tags.size() == MAX_TAGS) {
            tags.removeFirst();
        }
        tags.add(tpid << 16 | tci);
        show(tags, key);
    }

    /** Pops the outer tag; without effect where there is none. */
    void pop() {
        lookAtTags();
        List<Integer> tags = tags(key);
        if (!tags.isEmpty()) {
            tags.removeLast();
            show(tags, key);
        }
    }

    /** Changes bits of the outer tag; without the present bit there is none, nor one behind it. */
    void setTci(int bits, int mask) {
        long m = mask & 0xffff;
        key[KeyLayout.W_ETH_SRC_TCI] = key[KeyLayout.W_ETH_SRC_TCI] & ~m | bits & m;
    }

    /** Whether the packet has a tag; the caller says what of it counts as looked at. */
    boolean tagged() {
        return (key[KeyLayout.W_ETH_SRC_TCI] & KeyLayout.VLAN_PRESENT) != 0;
    }

    /** Pops what differs and pushes what shall be, the inner tags that agree left alone. */
    void commit(List<DatapathAction> actions) {
        List<Integer> now = tags(key);
        List<Integer> before = tags(base);
        int common = 0;
        while (common < now.size() && common < before.size() && now.get(common).equals(before.get(common))) {
            common++;
        }
        if (common == now.size() && common == before.size()) {
            return;
        }
        lookAtTags();
        for (int i = before.size(); i > common; i--) {
            actions.add(new DatapathAction.PopVlan());
        }
        for (int i = common; i < now.size(); i++) {
            actions.add(new DatapathAction.PushVlan(now.get(i) >>> 16, now.get(i) & 0xffff & ~KeyLayout.VLAN_PRESENT));
        }
        show(now, base);
    }

    /** Pushing and popping depends on how many tags there are, and on what is in them. */
    private void lookAtTags() {
        lookedAt[KeyLayout.W_ETH_SRC_TCI] |= 0xffff;
        lookedAt[KeyLayout.W_VLAN] |= 0xffffL << 48 | INNER;
    }

    private static List<Integer> tags(long[] words) {
        List<Integer> tags = new ArrayList<>(MAX_TAGS + 1);
        long vlan = words[KeyLayout.W_VLAN];
        int inner = (int) (vlan >>> 32 & 0xffff) << 16 | (int) (vlan >>> 16) & 0xffff;
        int outer = (int) (vlan >>> 48) << 16 | (int) words[KeyLayout.W_ETH_SRC_TCI] & 0xffff;
        if ((outer & KeyLayout.VLAN_PRESENT) != 0) {
            if ((inner & KeyLayout.VLAN_PRESENT) != 0) {
                tags.add(inner);
            }
            tags.add(outer);
        }
        return tags;
    }

    private static void show(List<Integer> tags, long[] words) {
        int size = tags.size();
        long outer = size > 0 ? tags.get(size - 1) & 0xffffffffL : 0;
        long inner = size > 1 ? tags.get(size - 2) & 0xffffffffL : 0;
        words[KeyLayout.W_ETH_SRC_TCI] = words[KeyLayout.W_ETH_SRC_TCI] & ~0xffffL | outer & 0xffff;
        words[KeyLayout.W_VLAN] = outer >>> 16 << 48 | inner >>> 16 << 32 | (inner & 0xffff) << 16;
    }
}
