package org.mirach.vswitch.pipeline.port;

import java.util.Collection;
import java.util.Collections;
import java.util.TreeMap;

/** All ports at one version, in the order of their numbers (LOCAL last). Immutable. */
public final class PortSnapshot {
    static final PortSnapshot EMPTY = new PortSnapshot(new TreeMap<>(Integer::compareUnsigned));

    private final TreeMap<Integer, OfPort> ports;

    private PortSnapshot(TreeMap<Integer, OfPort> ports) {
        this.ports = ports;
    }

    /** The port, or null. */
    public OfPort port(int portNo) {
        return ports.get(portNo);
    }

    /** The port of that name, or null. */
    public OfPort named(String name) {
        for (OfPort port : ports.values()) {
            if (port.name().equals(name)) {
                return port;
            }
        }
        return null;
    }

    public Collection<OfPort> all() {
        return Collections.unmodifiableCollection(ports.values());
    }

    PortSnapshot with(OfPort port) {
        TreeMap<Integer, OfPort> copy = new TreeMap<>(ports);
        copy.put(port.portNo(), port);
        return new PortSnapshot(copy);
    }

    PortSnapshot without(int portNo) {
        TreeMap<Integer, OfPort> copy = new TreeMap<>(ports);
        copy.remove(portNo);
        return new PortSnapshot(copy);
    }
}
