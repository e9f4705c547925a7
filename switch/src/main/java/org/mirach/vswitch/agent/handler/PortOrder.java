package org.mirach.vswitch.agent.handler;

import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortSnapshot;

/** The order in which replies list ports: LOCAL, then by number. Stateless. */
final class PortOrder {
    private PortOrder() {}

    static List<OfPort> localFirst(PortSnapshot ports) {
        List<OfPort> list = new ArrayList<>();
        OfPort local = ports.port(PortNo.LOCAL);
        if (local != null) {
            list.add(local);
        }
        for (OfPort port : ports.all()) {
            if (port != local) {
                list.add(port);
            }
        }
        return list;
    }
}
