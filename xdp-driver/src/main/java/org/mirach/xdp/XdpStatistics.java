package org.mirach.xdp;

/**
 * XDP_STATISTICS of one socket, frames since it was opened ({@code struct xdp_statistics}, linux/if_xdp.h). Immutable.
 *
 * @param rxDropped dropped for other reasons
 * @param rxInvalidDescs dropped: a bad address in the fill ring
 * @param txInvalidDescs dropped: a bad descriptor in the TX ring
 * @param rxRingFull dropped: the receive ring was full (we poll too slowly)
 * @param fillRingEmpty times the kernel found no empty frame (we refill too slowly)
 * @param txRingEmpty times the kernel found nothing to send
 */
public record XdpStatistics(
        long rxDropped,
        long rxInvalidDescs,
        long txInvalidDescs,
        long rxRingFull,
        long fillRingEmpty,
        long txRingEmpty) {
    /** No traffic. */
    static final XdpStatistics NONE = new XdpStatistics(0, 0, 0, 0, 0, 0);
}
