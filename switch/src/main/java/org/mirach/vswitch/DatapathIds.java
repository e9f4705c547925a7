package org.mirach.vswitch;

import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortSnapshot;

/** The datapath id of a bridge that was given none. Stateless. */
final class DatapathIds {
    private DatapathIds() {}

    /**
     * The smallest Ethernet address of the ports, as Open vSwitch chooses it, so that it stays the same from start to
     * start; LOCAL's, which is made anew, only where there is no other.
     */
    static long choose(PortSnapshot ports) {
        long smallest = ports.all().stream()
                .filter(port -> port.portNo() != PortNo.LOCAL && port.hwAddr() != 0)
                .mapToLong(OfPort::hwAddr)
                .min()
                .orElse(0);
        OfPort local = ports.port(PortNo.LOCAL);
        return smallest != 0 || local == null ? smallest : local.hwAddr();
    }
}
