package org.mirach.vswitch.slowpath.upcall;

import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.slowpath.translate.Translation;

/**
 * A row of the fast path's flow cache, as the slow path knows it.
 *
 * <p><b>Threads:</b> whoever holds its {@link FlowRegistry}'s lock, except where said otherwise.
 */
public final class CachedFlow {
    final int index;
    final FlowKey key;
    final FlowMask mask;
    final long createdNs;
    Translation translation;
    long pushedPackets;
    long pushedBytes;
    boolean removed;
    /** The change of program that the engine has still to make, or to be counted; or null. */
    Handover handover;
    /** Whether what the engine counts at the index is this flow's, not that of the one before; the engine writes. */
    volatile boolean counting;

    /** The engine's counts at the moment when it took up another program: those before belong to {@code old}. */
    static final class Handover {
        final Translation old;
        long packets;
        long bytes;
        /** The engine writes it, after the counts. */
        volatile boolean made;

        Handover(Translation old) {
            this.old = old;
        }
    }

    CachedFlow(int index, FlowKey key, Translation translation, long nowNs) {
        this.index = index;
        mask = translation.mask();
        this.key = key.masked(mask);
        this.translation = translation;
        createdNs = nowNs;
    }

    /** Dense index in the engine. */
    public int index() {
        return index;
    }

    /** Masked by {@link #mask}. */
    public FlowKey key() {
        return key;
    }

    public FlowMask mask() {
        return mask;
    }

    /** What it does. */
    public Translation translation() {
        return translation;
    }
}
