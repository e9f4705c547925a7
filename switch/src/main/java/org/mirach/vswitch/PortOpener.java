package org.mirach.vswitch;

import org.mirach.vswitch.config.PortConfig;
import org.mirach.vswitch.ports.PortDevice;

/** Opens the device of a port. Called on worker threads; may take its time. */
@FunctionalInterface
interface PortOpener {
    /** @throws RuntimeException what was tried, what came back, what to do */
    PortDevice open(PortConfig config);
}
