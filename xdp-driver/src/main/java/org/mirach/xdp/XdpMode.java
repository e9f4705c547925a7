package org.mirach.xdp;

/** How an XDP program is attached and its sockets are bound, best first. */
public enum XdpMode {
    /** Program in the driver, frames by DMA into the UMEM. Physical devices with driver support only; no veth. */
    NATIVE_ZEROCOPY(1 << 2, 1 << 2),
    /** Program in the driver, the kernel copies each frame. What a veth does best. */
    NATIVE(1 << 2, 1 << 1),
    /** Program after the kernel made an skb; works on every device, slower. */
    GENERIC(1 << 1, 1 << 1);

    private final int attachFlag;
    private final int bindFlag;

    XdpMode(int attachFlag, int bindFlag) {
        this.attachFlag = attachFlag;
        this.bindFlag = bindFlag;
    }

    /** XDP_FLAGS_DRV_MODE or XDP_FLAGS_SKB_MODE of linux/if_link.h. */
    int attachFlag() {
        return attachFlag;
    }

    /** XDP_COPY or XDP_ZEROCOPY of linux/if_xdp.h. */
    int bindFlag() {
        return bindFlag;
    }

    /** The word for logs: {@code native-zerocopy}, {@code native}, {@code generic}. */
    public String text() {
        return switch (this) {
            case NATIVE_ZEROCOPY -> "native-zerocopy";
            case NATIVE -> "native";
            case GENERIC -> "generic";
        };
    }
}
