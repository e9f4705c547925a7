package org.mirach.vswitch.config;

import java.util.List;
import java.util.Optional;
import org.mirach.conf.Default;

/**
 * One port of the bridge. Immutable.
 *
 * @param device network device; the port's name where it is left out
 * @param queues that what is sent is sorted into; without any, all goes out as it comes
 * @param portNo OpenFlow port number from 1 to 65279, or 0 for the lowest that is free
 */
public record PortConfig(
        String name,
        Optional<String> device,
        @Default("0") int portNo,
        @Default("afxdp") PortType type,
        @Default("best-effort") XdpAttachMode xdpMode,
        List<QueueConfig> queues) {
    private static final int MAX_PORT_NO = 0xfeff;
    private static final int MAX_NAME = 15;
    private static final int MAX_QUEUES = 64;

    /** A port without queues. */
    public PortConfig(String name, Optional<String> device, int portNo, PortType type, XdpAttachMode xdpMode) {
        this(name, device, portNo, type, xdpMode, List.of());
    }

    public PortConfig {
        queues = List.copyOf(queues);
        if (!name.matches("[A-Za-z0-9_.@:-]{1," + MAX_NAME + "}")) {
            throw new IllegalArgumentException(
                    "port name \"" + name + "\": 1 to 15 letters, digits or any of _ . @ : - are allowed");
        }
        if (portNo < 0 || portNo > MAX_PORT_NO) {
            throw new IllegalArgumentException(
                    "port-no " + portNo + " of port " + name + ": 1 to " + MAX_PORT_NO + " is allowed");
        }
        if (queues.stream().map(QueueConfig::id).distinct().count() != queues.size()) {
            throw new IllegalArgumentException("port " + name + " has two queues of one id");
        }
        if (queues.size() > MAX_QUEUES) {
            throw new IllegalArgumentException("port " + name + " has more than " + MAX_QUEUES + " queues");
        }
    }

    public String deviceName() {
        return device.orElse(name);
    }
}
