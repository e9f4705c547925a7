package org.mirach.xdp;

/**
 * What an {@link XdpSocket} is opened with. Ring sizes are entries, powers of two. Immutable.
 *
 * @param ifname the device's name, for messages
 * @param ifindex the device's index
 * @param queueId the hardware queue, from 0
 * @param umem the frame area
 * @param rxSize receive ring
 * @param txSize transmit ring
 * @param fillSize fill ring
 * @param completionSize completion ring
 * @param mode how to bind; the program must be attached in the same mode
 * @param txBudget packets one transmit call may send in copy mode, at least 32 (Linux 6.17; older kernels stay at 32)
 */
public record XdpSocketConfig(
        String ifname,
        int ifindex,
        int queueId,
        Umem umem,
        int rxSize,
        int txSize,
        int fillSize,
        int completionSize,
        XdpMode mode,
        int txBudget) {
    /** Ring sizes that were best with frames of 64 bytes on veth. */
    public static final int DEFAULT_RING_SIZE = 2048;

    public XdpSocketConfig {
        if (queueId < 0) {
            throw new IllegalArgumentException("queueId must not be negative: " + queueId);
        }
        requirePowerOfTwo("rxSize", rxSize);
        requirePowerOfTwo("txSize", txSize);
        requirePowerOfTwo("fillSize", fillSize);
        requirePowerOfTwo("completionSize", completionSize);
        if (txBudget < 1) {
            throw new IllegalArgumentException("txBudget must be positive: " + txBudget);
        }
    }

    /** All rings of {@link #DEFAULT_RING_SIZE}, native copy mode. @throws XdpException when there is no such device */
    public static XdpSocketConfig of(String ifname, int queueId, Umem umem) {
        return new XdpSocketConfig(
                ifname,
                NetDevice.indexOf(ifname),
                queueId,
                umem,
                DEFAULT_RING_SIZE,
                DEFAULT_RING_SIZE,
                DEFAULT_RING_SIZE,
                DEFAULT_RING_SIZE,
                XdpMode.NATIVE,
                256);
    }

    public XdpSocketConfig withMode(XdpMode newMode) {
        return new XdpSocketConfig(
                ifname, ifindex, queueId, umem, rxSize, txSize, fillSize, completionSize, newMode, txBudget);
    }

    /** Rings of other sizes. */
    public XdpSocketConfig withRings(int rx, int tx, int fill, int completion) {
        return new XdpSocketConfig(ifname, ifindex, queueId, umem, rx, tx, fill, completion, mode, txBudget);
    }

    public XdpSocketConfig withTxBudget(int packets) {
        return new XdpSocketConfig(
                ifname, ifindex, queueId, umem, rxSize, txSize, fillSize, completionSize, mode, packets);
    }

    private static void requirePowerOfTwo(String name, int value) {
        if (value < 1 || Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException(name + " must be a power of two: " + value);
        }
    }
}
