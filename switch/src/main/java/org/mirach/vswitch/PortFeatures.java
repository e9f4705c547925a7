package org.mirach.vswitch;

/** A device's speed as OpenFlow 1.3's ofp_port_features (7.2.1), as Open vSwitch gives it. Stateless. */
final class PortFeatures {
    private static final int OTHER = 1 << 10;
    private static final int COPPER = 1 << 11;

    private PortFeatures() {}

    /** Full duplex at that speed; nothing where it is unknown. */
    static int of(long speedKbps) {
        if (speedKbps == 0) {
            return 0;
        }
        return COPPER
                | switch (Math.toIntExact(speedKbps / 1000)) {
                    case 10 -> 1 << 1;
                    case 100 -> 1 << 3;
                    case 1000 -> 1 << 5;
                    case 10_000 -> 1 << 6;
                    case 40_000 -> 1 << 7;
                    case 100_000 -> 1 << 8;
                    case 1_000_000 -> 1 << 9;
                    default -> OTHER;
                };
    }
}
