package org.mirach.vswitch.fastpath.execute;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.observe.DropReason;

/**
 * What the engine knows of connection tracking; implemented by {@code conntrack}.
 *
 * <p><b>Threads:</b> the engine's; nothing here waits.
 */
public interface ConnectionTracker {
    /**
     * Tracks one packet: finds or makes its connection, writes ct_state, ct_zone, ct_mark, ct_label and the original
     * tuple to {@code key[base ..]}, and translates addresses in place where asked (the key's too).
     *
     * @param offset of the packet's first byte in {@code memory}
     * @param l3     offset of its IP header from there, 0 where there is none
     * @param l4     offset of its transport header from there, 0 where there is none
     * @return null, or why the packet is dropped
     */
    DropReason track(
            DatapathAction.Ct ct,
            MemorySegment memory,
            long offset,
            int length,
            int l3,
            int l4,
            long[] key,
            int base,
            long nowNs);
}
