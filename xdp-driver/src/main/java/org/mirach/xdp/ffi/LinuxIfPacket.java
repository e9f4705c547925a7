package org.mirach.xdp.ffi;

import static java.lang.foreign.MemoryLayout.structLayout;
import static org.mirach.xdp.ffi.Native.INT;
import static org.mirach.xdp.ffi.Native.LONG;
import static org.mirach.xdp.ffi.Native.SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * {@code linux/if_packet.h}, {@code linux/virtio_net.h} and the message structs of {@code sys/socket.h}: AF_PACKET
 * sockets. Constants only; immutable.
 */
public final class LinuxIfPacket {
    public static final int AF_PACKET = 17;
    public static final int SOL_PACKET = 263;
    public static final int ETH_P_ALL = 3;

    public static final int PACKET_ADD_MEMBERSHIP = 1;
    public static final int PACKET_STATISTICS = 6;
    public static final int PACKET_AUXDATA = 8;
    public static final int PACKET_VNET_HDR = 15;
    public static final int PACKET_QDISC_BYPASS = 20;
    public static final int PACKET_IGNORE_OUTGOING = 23;
    public static final int PACKET_MR_PROMISC = 1;

    public static final int TP_STATUS_VLAN_VALID = 1 << 4;
    public static final int TP_STATUS_VLAN_TPID_VALID = 1 << 6;

    /** {@code struct virtio_net_hdr}: u8 flags, u8 gso_type, u16 hdr_len, gso_size, csum_start, csum_offset. */
    public static final int VNET_HDR_SIZE = 10;

    public static final int VIRTIO_NET_HDR_F_NEEDS_CSUM = 1;
    public static final int VIRTIO_NET_HDR_GSO_NONE = 0;
    public static final int VIRTIO_NET_HDR_GSO_TCPV4 = 1;
    public static final int VIRTIO_NET_HDR_GSO_UDP = 3;
    public static final int VIRTIO_NET_HDR_GSO_TCPV6 = 4;
    public static final int VIRTIO_NET_HDR_GSO_UDP_L4 = 5;
    public static final int VIRTIO_NET_HDR_GSO_ECN = 0x80;

    /* struct msghdr and mmsghdr */
    public static final int MMSGHDR_SIZE = 64;
    public static final int MSG_IOV = 16;
    public static final int MSG_IOVLEN = 24;
    public static final int MSG_CONTROL = 32;
    public static final int MSG_CONTROLLEN = 40;
    public static final int MSG_FLAGS = 48;
    public static final int MSG_LEN = 56;
    public static final int IOVEC_SIZE = 16;

    /* struct cmsghdr: size_t len, int level, int type, data; then struct tpacket_auxdata */
    public static final int CMSG_LEVEL = 8;
    public static final int CMSG_TYPE = 12;
    public static final int CMSG_DATA = 16;
    public static final int AUX_STATUS = 0;
    public static final int AUX_VLAN_TCI = 16;
    public static final int AUX_VLAN_TPID = 18;
    /** CMSG_SPACE(sizeof(struct tpacket_auxdata)), rounded up. */
    public static final int CONTROL_SIZE = 64;

    public static final StructLayout SOCKADDR_LL = structLayout(
            SHORT.withName("sll_family"),
            SHORT.withName("sll_protocol"),
            INT.withName("sll_ifindex"),
            SHORT.withName("sll_hatype"),
            ValueLayout.JAVA_BYTE.withName("sll_pkttype"),
            ValueLayout.JAVA_BYTE.withName("sll_halen"),
            MemoryLayout.sequenceLayout(8, ValueLayout.JAVA_BYTE).withName("sll_addr"));

    public static final StructLayout PACKET_MREQ = structLayout(
            INT.withName("mr_ifindex"),
            SHORT.withName("mr_type"),
            SHORT.withName("mr_alen"),
            MemoryLayout.sequenceLayout(8, ValueLayout.JAVA_BYTE).withName("mr_address"));

    private static final StructLayout MMSGHDR = structLayout(
            LONG.withName("msg_name"),
            INT.withName("msg_namelen"),
            MemoryLayout.paddingLayout(4),
            LONG.withName("msg_iov"),
            LONG.withName("msg_iovlen"),
            LONG.withName("msg_control"),
            LONG.withName("msg_controllen"),
            INT.withName("msg_flags"),
            MemoryLayout.paddingLayout(4),
            INT.withName("msg_len"),
            MemoryLayout.paddingLayout(4));

    static {
        Native.checkSize("sockaddr_ll", SOCKADDR_LL, 20);
        Native.checkSize("packet_mreq", PACKET_MREQ, 16);
        Native.checkSize("mmsghdr", MMSGHDR, MMSGHDR_SIZE);
    }

    private LinuxIfPacket() {}
}
