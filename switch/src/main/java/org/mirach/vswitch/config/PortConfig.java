package org.mirach.vswitch.config;

import java.util.Optional;
import org.mirach.conf.Default;

/**
 * One port of the bridge. Immutable.
 *
 * @param device network device; the port's name where it is left out
 * @param portNo OpenFlow port number from 1 to 65279, or 0 for the lowest that is free
 */
public record PortConfig(
        String name,
        Optional<String> device,
        @Default("0") int portNo,
        @Default("afxdp") PortType type,
        @Default("best-effort") XdpAttachMode xdpMode) {
    private static final int MAX_PORT_NO = 0xfeff;
    private static final int MAX_NAME = 15;

    public PortConfig {
        if (!name.matches("[A-Za-z0-9_.@:-]{1," + MAX_NAME + "}")) {
            throw new IllegalArgumentException(
                    "port name \"" + name + "\": 1 to 15 letters, digits or any of _ . @ : - are allowed");
        }
        if (portNo < 0 || portNo > MAX_PORT_NO) {
            throw new IllegalArgumentException(
                    "port-no " + portNo + " of port " + name + ": 1 to " + MAX_PORT_NO + " is allowed");
        }
    }

    public String deviceName() {
        return device.orElse(name);
    }
}
