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
    private final List<Integer> tags = new ArrayList<>(4);
    private List<Integer> base;

    VlanStack(long[] key, long[] lookedAt) {
        this.key = key;
        this.lookedAt = lookedAt;
        long vlan = key[KeyLayout.W_VLAN];
        int inner = (int) (vlan >>> 32 & 0xffff) << 16 | (int) (vlan >>> 16) & 0xffff;
        int outer = (int) (vlan >>> 48) << 16 | (int) key[KeyLayout.W_ETH_SRC_TCI] & 0xffff;
        if ((outer & KeyLayout.VLAN_PRESENT) != 0) {
            if ((inner & KeyLayout.VLAN_PRESENT) != 0) {
                tags.add(inner);
            }
            tags.add(outer);
        }
        base = List.copyOf(tags);
    }

    /** Where there are two tags already, the inner one makes room. */
    void push(int tpid, int tci) {
        lookAtTags();
        if (tags.size() == MAX_TAGS) {
            tags.removeFirst();
        }
        tags.add(tpid << 16 | tci);
        show();
    }

    void pop() {
        lookAtTags();
        if (!tags.isEmpty()) {
            tags.removeLast();
            show();
        }
    }

    void setTci(int bits, int mask) {
        tags.set(tags.size() - 1, tags.getLast() & ~mask | bits & mask);
        show();
    }

    /** Pops what differs and pushes what shall be, the inner tags that agree left alone. */
    void commit(List<DatapathAction> actions) {
        int common = 0;
        while (common < tags.size() && common < base.size() && tags.get(common).equals(base.get(common))) {
            common++;
        }
        if (common == tags.size() && common == base.size()) {
            return;
        }
        lookAtTags();
        for (int i = base.size(); i > common; i--) {
            actions.add(new DatapathAction.PopVlan());
        }
        for (int i = common; i < tags.size(); i++) {
            actions.add(
                    new DatapathAction.PushVlan(tags.get(i) >>> 16, tags.get(i) & 0xffff & ~KeyLayout.VLAN_PRESENT));
        }
        base = List.copyOf(tags);
    }

    /** Pushing and popping depends on how many tags there are, and on what is in them. */
    private void lookAtTags() {
        lookedAt[KeyLayout.W_ETH_SRC_TCI] |= 0xffff;
        lookedAt[KeyLayout.W_VLAN] |= 0xffffL << 48 | INNER;
    }

    /** Shows the two outer tags in the key. */
    private void show() {
        int size = tags.size();
        long outer = size > 0 ? tags.get(size - 1) & 0xffffffffL : 0;
        long inner = size > 1 ? tags.get(size - 2) & 0xffffffffL : 0;
        key[KeyLayout.W_ETH_SRC_TCI] = key[KeyLayout.W_ETH_SRC_TCI] & ~0xffffL | outer & 0xffff;
        key[KeyLayout.W_VLAN] = outer >>> 16 << 48 | inner >>> 16 << 32 | (inner & 0xffff) << 16;
    }
}
