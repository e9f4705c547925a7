package org.mirach.vswitch.fastpath.execute;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * What the engine knows of connection tracking; implemented by {@code conntrack}.
 *
 * <p><i>Fragments.</i> A fragment is kept until its packet is whole: {@link #track} then answers {@link #HELD}, and the
 * caller lets go of the frame, since the tracker has copied it. Whatever {@code track} answered, {@link #takeReleased}
 * may then have fragments: each of them goes on with the actions behind the ct that was just run, as if it had been the
 * packet there.
 *
 * <p><b>Threads:</b> the engine's; nothing here waits.
 */
public interface ConnectionTracker {
    /** What {@link #track} answers where it keeps the packet. */
    int HELD = -1;

    /**
     * Tracks one packet: finds or makes its connection, writes ct_state, ct_zone, ct_mark, ct_label and the original
     * tuple to {@code key[base ..]}, and translates addresses in place where asked (the key's too).
     *
     * <p>The words of the state zone of the key must be those of the packet's last ct, if it had one (a recirculation
     * keeps them), else zero.
     *
     * @param offset of the packet's first byte in {@code memory}
     * @param room   bytes from there that the packet may grow to
     * @param l3     offset of its IP header from there, 0 where there is none
     * @param l4     offset of its transport header from there, 0 where there is none
     * @return the packet's length from now on (a helper that rewrites addresses in text changes it), or {@link #HELD}
     */
    int track(
            DatapathAction.Ct ct,
            MemorySegment memory,
            long offset,
            int length,
            int room,
            int l3,
            int l4,
            long[] key,
            int base,
            long nowNs);

    /** The chain of fragments that the last {@link #track} let go, or null; the caller's from then on. */
    Fragment takeReleased();

    /** Once per turn of the engine: forgets what has timed out, a bounded number at a time. */
    void expire(long nowNs);

    /** Forgets what {@link #track} wrote to a key: ct_clear. */
    static void clear(long[] key, int base) {
        key[base + KeyLayout.W_MARK] &= 0xffffffff_00000000L; // pkt_mark stays
        for (int word = KeyLayout.W_CT; word <= KeyLayout.W_CT_TP; word++) {
            key[base + word] = 0;
        }
    }

    /** A fragment that was held, with what tracking said of it. */
    final class Fragment {
        /** The frame from its Ethernet header on; {@link #length} bytes count. */
        public byte[] bytes;

        public int length;
        public int l3;
        /** 0 where it has no transport header: all but the first. */
        public int l4;
        /** Wire and state zone, as after the ct. */
        public long[] key;
        /** The next of the chain, or null. */
        public Fragment next;
    }
}
