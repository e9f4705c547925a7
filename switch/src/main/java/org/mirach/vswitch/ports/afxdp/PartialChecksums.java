package org.mirach.vswitch.ports.afxdp;

import java.util.Set;
import org.mirach.xdp.NetDevice;

/** Which devices pass on packets whose checksum their sender left to offload. Stateless. */
final class PartialChecksums {
    /** Devices whose packets come from a stack on this machine, not off a wire. */
    private static final Set<String> SOFTWARE_DRIVERS =
            Set.of("veth", "tun", "virtio_net", "bridge", "macvlan", "dummy");

    private PartialChecksums() {}

    static boolean mayArriveOn(NetDevice device) {
        return device.driver().isEmpty() || SOFTWARE_DRIVERS.contains(device.driver());
    }
}
