package org.mirach.xdp.ffi;

import static java.lang.foreign.MemoryLayout.structLayout;
import static org.mirach.xdp.ffi.Native.INT;
import static org.mirach.xdp.ffi.Native.LONG;
import static org.mirach.xdp.ffi.Native.SHORT;

import java.lang.foreign.StructLayout;

/** {@code linux/if_xdp.h}: AF_XDP sockets. Constants only; immutable. */
public final class LinuxIfXdp {
    public static final int AF_XDP = 44;
    public static final int SOL_XDP = 283;

    /* sxdp_flags */
    public static final int XDP_SHARED_UMEM = 1;
    public static final int XDP_COPY = 1 << 1;
    public static final int XDP_ZEROCOPY = 1 << 2;
    public static final int XDP_USE_NEED_WAKEUP = 1 << 3;

    /* socket options */
    public static final int XDP_MMAP_OFFSETS = 1;
    public static final int XDP_RX_RING = 2;
    public static final int XDP_TX_RING = 3;
    public static final int XDP_UMEM_REG = 4;
    public static final int XDP_UMEM_FILL_RING = 5;
    public static final int XDP_UMEM_COMPLETION_RING = 6;
    public static final int XDP_STATISTICS = 7;
    public static final int XDP_OPTIONS = 8;
    /** Packets that one transmit system call may send in copy mode; since Linux 6.17, 32 before. */
    public static final int XDP_MAX_TX_SKB_BUDGET = 9;

    public static final int XDP_OPTIONS_ZEROCOPY = 1;

    /* mmap offsets */
    public static final long XDP_PGOFF_RX_RING = 0;
    public static final long XDP_PGOFF_TX_RING = 0x80000000L;
    public static final long XDP_UMEM_PGOFF_FILL_RING = 0x100000000L;
    public static final long XDP_UMEM_PGOFF_COMPLETION_RING = 0x180000000L;

    /** Ring flag: the kernel sleeps and wants a system call. */
    public static final int XDP_RING_NEED_WAKEUP = 1;

    /** {@code struct xdp_desc}: u64 addr, u32 len, u32 options. */
    public static final int DESC_SIZE = 16;

    public static final int DESC_LEN = 8;
    public static final int DESC_OPTIONS = 12;
    /** A fill or completion ring entry: u64 address. */
    public static final int ADDR_SIZE = 8;

    public static final StructLayout SOCKADDR_XDP = structLayout(
            SHORT.withName("sxdp_family"),
            SHORT.withName("sxdp_flags"),
            INT.withName("sxdp_ifindex"),
            INT.withName("sxdp_queue_id"),
            INT.withName("sxdp_shared_umem_fd"));

    /** As of Linux 6.8, with tx_metadata_len; older kernels take the longer struct too. */
    public static final StructLayout XDP_UMEM_REG_STRUCT = structLayout(
            LONG.withName("addr"),
            LONG.withName("len"),
            INT.withName("chunk_size"),
            INT.withName("headroom"),
            INT.withName("flags"),
            INT.withName("tx_metadata_len"));

    /**
     * Four of {@code struct xdp_ring_offset}: producer, consumer, desc, flags; in the order rx, tx, fill, completion.
     */
    public static final StructLayout XDP_MMAP_OFFSETS_STRUCT =
            structLayout(java.lang.foreign.MemoryLayout.sequenceLayout(16, LONG));

    public static final StructLayout XDP_STATISTICS_STRUCT = structLayout(
            LONG.withName("rx_dropped"),
            LONG.withName("rx_invalid_descs"),
            LONG.withName("tx_invalid_descs"),
            LONG.withName("rx_ring_full"),
            LONG.withName("rx_fill_ring_empty_descs"),
            LONG.withName("tx_ring_empty_descs"));

    static {
        Native.checkSize("sockaddr_xdp", SOCKADDR_XDP, 16);
        Native.checkSize("xdp_umem_reg", XDP_UMEM_REG_STRUCT, 32);
        Native.checkSize("xdp_mmap_offsets", XDP_MMAP_OFFSETS_STRUCT, 128);
        Native.checkSize("xdp_statistics", XDP_STATISTICS_STRUCT, 48);
    }

    private LinuxIfXdp() {}
}
