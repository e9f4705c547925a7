package org.mirach.vswitch.config;

import java.nio.file.Path;
import java.util.Optional;
import org.mirach.conf.Default;

/**
 * The whole of {@code switch.yaml}. Immutable.
 *
 * @param runDir where the sockets {@code <bridge>.mgmt} and {@code <bridge>.ctl} and the process id file lie
 * @param tls needed by {@code ssl:} and {@code pssl:} connections only
 */
public record SwitchConfig(
        @Default("/var/run/mirach") Path runDir, BridgeConfig bridge, Optional<TlsConfig> tls, EngineSettings engine) {
    public SwitchConfig {
        if (tls.isEmpty() && bridge.needsTls()) {
            throw new IllegalArgumentException("bridge names an ssl: or pssl: connection, so tls.certificate, "
                    + "tls.private-key and tls.ca-certificate are needed; mirach pki init makes them");
        }
    }

    /** Where {@code ovs-ofctl show <bridge>} looks, with {@code OVS_RUNDIR} set to {@link #runDir}. */
    public Path managementSocket() {
        return runDir.resolve(bridge.name() + ".mgmt");
    }

    /** Where {@code ovs-appctl -t} reaches this switch. */
    public Path controlSocket() {
        return runDir.resolve(bridge.name() + ".ctl");
    }
}
