package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import org.mirach.openflow.field.EtherType;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * The difference between the packet as the pipeline sees it and as the datapath actions have made it so far. Headers are
 * rewritten only when a copy goes out, all changes at once; what was changed back costs nothing. In the order of Open
 * vSwitch (commit_odp_actions): encapsulation, Ethernet, labels that go, NSH, network, transport, labels that come, VLAN,
 * queue, mark.
 *
 * <p><b>Invariant:</b> every bit that differs was looked at, so the difference is the same for all packets of the flow.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class HeaderEdits {
    static final int NO_QUEUE = -1;
    /** Packet type of NSH: namespace 1 (EtherType), 0x894f. */
    static final int TYPE_NSH = 0x1_0000 | EtherType.NSH;

    private static final int UNKNOWN_QUEUE = -2;
    private static final long ADDRESS = 0xffffffffffffL << 16;
    private static final long TYPE = 0xffffffffL << 32;

    private final long[] key;
    private final long[] lookedAt;
    /** The packet as the actions so far have made it. */
    private final long[] base;

    private final VlanStack vlans;
    private final MplsStack labels;
    private final NetworkEdits network;
    private final NshEdits nsh;

    /** Of set_queue. */
    int queue = NO_QUEUE;
    /** A header was put in front of the network header, which the key does not show any more. */
    boolean networkHidden;

    private int baseQueue = NO_QUEUE;
    private boolean pendingEncap;
    private boolean pendingDecap;
    /** Whether something was done that no later edit can take back: see {@link Context#isolated}. */
    private boolean irreversible;

    /** What {@link #restore} needs. */
    record Saved(long[] base, int baseQueue, boolean pendingEncap, boolean pendingDecap) {}

    /** @param key the packet, which later changes */
    HeaderEdits(long[] key, long[] lookedAt) {
        this.key = key;
        this.lookedAt = lookedAt;
        base = key.clone();
        vlans = new VlanStack(key, lookedAt, base);
        labels = new MplsStack(key, lookedAt, base);
        network = new NetworkEdits(key, lookedAt, base);
        nsh = new NshEdits(key, lookedAt, base);
    }

    VlanStack vlans() {
        return vlans;
    }

    MplsStack labels() {
        return labels;
    }

    NshEdits nsh() {
        return nsh;
    }

    Saved save() {
        return new Saved(base.clone(), baseQueue, pendingEncap, pendingDecap);
    }

    /** Forgets what was appended since {@code saved}: the packet is what it was then. */
    void restore(Saved saved) {
        System.arraycopy(saved.base(), 0, base, 0, base.length);
        baseQueue = saved.baseQueue();
        pendingEncap = saved.pendingEncap();
        pendingDecap = saved.pendingDecap();
    }

    /** Of a packet that comes back from a recirculation nobody knows its queue: it is said again. */
    void thaw(int frozenQueue) {
        queue = frozenQueue;
        baseQueue = frozenQueue == NO_QUEUE ? NO_QUEUE : UNKNOWN_QUEUE;
    }

    boolean irreversible() {
        return irreversible;
    }

    void irreversible(boolean value) {
        irreversible = value;
    }

    /** A header was put in front of the packet, in the key; the datapath follows with the next commit. */
    void encapsulated() {
        pendingEncap = true;
        irreversible = true;
    }

    /** The outer header is to go, with the next commit. */
    void decapsulated() {
        pendingDecap = true;
        irreversible = true;
    }

    /** The packet is now what the key says, by an action that was appended already. */
    void rewritten() {
        System.arraycopy(key, 0, base, 0, KeyLayout.PACKET_WORDS);
        irreversible = true;
    }

    /** Appends the edits that make the packet what the pipeline sees. */
    void commit(List<DatapathAction> actions) {
        commitEncapsulation(actions);
        if (packetType(key) == 0 && packetType(base) == 0) {
            commitEthernet(actions);
        }
        boolean unlabelled = labels.labelled(base) && !labels.labelled(key);
        if (unlabelled) {
            labels.commit(actions);
        }
        nsh.commit(actions);
        if (!networkHidden) {
            network.commit(actions);
        }
        if (!unlabelled) {
            labels.commit(actions);
        }
        vlans.commit(actions);
        commitQueueAndMark(actions);
    }

    private void commitEncapsulation(List<DatapathAction> actions) {
        if (pendingEncap) {
            if (packetType(key) == TYPE_NSH) {
                actions.add(nsh.push());
                System.arraycopy(key, 0, base, 0, KeyLayout.PACKET_WORDS);
            } else if (packetType(key) != 0) {
                actions.add(
                        new DatapathAction.EncapMpls(packetType(key) & 0xffff, (int) (key[KeyLayout.W_MPLS] >>> 32)));
                System.arraycopy(key, 0, base, 0, KeyLayout.PACKET_WORDS);
            } else {
                actions.add(new DatapathAction.PushEthernet(
                        key[KeyLayout.W_ETH_DST_TYPE] >>> 16,
                        key[KeyLayout.W_ETH_SRC_TCI] >>> 16,
                        (int) key[KeyLayout.W_ETH_DST_TYPE] & 0xffff));
                takeTypeAndAddresses();
            }
        } else if (pendingDecap || packetType(key) != packetType(base)) {
            if (packetType(base) == 0) {
                actions.add(new DatapathAction.PopEthernet());
                takeTypeAndAddresses();
            } else {
                actions.add(new DatapathAction.PopNsh()); // what comes to light, a recirculation reads
            }
        }
        pendingEncap = false;
        pendingDecap = false;
    }

    private void takeTypeAndAddresses() {
        base[KeyLayout.W_TYPE_HASH] = base[KeyLayout.W_TYPE_HASH] & ~TYPE | key[KeyLayout.W_TYPE_HASH] & TYPE;
        base[KeyLayout.W_ETH_DST_TYPE] = key[KeyLayout.W_ETH_DST_TYPE];
        base[KeyLayout.W_ETH_SRC_TCI] =
                base[KeyLayout.W_ETH_SRC_TCI] & ~ADDRESS | key[KeyLayout.W_ETH_SRC_TCI] & ADDRESS;
    }

    private void commitEthernet(List<DatapathAction> actions) {
        long dst = mask(KeyLayout.W_ETH_DST_TYPE, ADDRESS) >>> 16;
        long src = mask(KeyLayout.W_ETH_SRC_TCI, ADDRESS) >>> 16;
        if ((dst | src) != 0) {
            actions.add(new DatapathAction.SetEthernet(
                    key[KeyLayout.W_ETH_DST_TYPE] >>> 16 & dst, dst, key[KeyLayout.W_ETH_SRC_TCI] >>> 16 & src, src));
            keep(KeyLayout.W_ETH_DST_TYPE, ADDRESS);
            keep(KeyLayout.W_ETH_SRC_TCI, ADDRESS);
        }
    }

    private void commitQueueAndMark(List<DatapathAction> actions) {
        if (queue != baseQueue) {
            actions.add(new DatapathAction.SetQueue(queue));
            baseQueue = queue;
        }
        int mark = (int) (mask(KeyLayout.W_MARK, TYPE) >>> 32);
        if (mark != 0) {
            actions.add(new DatapathAction.SetMark((int) (key[KeyLayout.W_MARK] >>> 32) & mark, mark));
            keep(KeyLayout.W_MARK, TYPE);
        }
    }

    private void keep(int word, long bits) {
        base[word] = base[word] & ~bits | key[word] & bits;
    }

    /** The bits of a field to write: none where nothing differs, else all that were looked at (so all that may differ). */
    private long mask(int word, long field) {
        return ((key[word] ^ base[word]) & field) == 0 ? 0 : lookedAt[word] & field;
    }

    /** Namespace and type; 0 for a frame. */
    static int packetType(long[] words) {
        return (int) (words[KeyLayout.W_TYPE_HASH] >>> 32);
    }
}
