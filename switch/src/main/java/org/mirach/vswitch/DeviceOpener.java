package org.mirach.vswitch;

import org.mirach.vswitch.config.PortConfig;
import org.mirach.vswitch.ports.EngineMemory;
import org.mirach.vswitch.ports.PortDevice;
import org.mirach.vswitch.ports.PortDevices;
import org.mirach.vswitch.ports.PortSpec;
import org.mirach.xdp.NetDevice;

/**
 * Opens devices for the engine's memory. Dummy ports get addresses of their own; they are for tests.
 *
 * <p><b>Threads:</b> any.
 */
final class DeviceOpener implements PortOpener {
    /** Locally administered; the port's name makes the rest. */
    private static final long DUMMY_ADDRESS = 0xaa55_0000_0000L;

    private final EngineMemory memory;
    private final boolean dummyAllowed;

    DeviceOpener(EngineMemory memory, boolean dummyAllowed) {
        this.memory = memory;
        this.dummyAllowed = dummyAllowed;
    }

    @Override
    public PortDevice open(PortConfig config) {
        return switch (config.type()) {
            case AFXDP -> onDevice(config, PortSpec.Kind.AFXDP);
            case AFPACKET -> onDevice(config, PortSpec.Kind.AFPACKET);
            case TAP -> PortDevices.open(spec(config, PortSpec.Kind.TAP, 0), memory);
            case DUMMY -> dummy(config);
        };
    }

    private PortDevice onDevice(PortConfig config, PortSpec.Kind kind) {
        if (NetDevice.find(config.deviceName()).isEmpty()) {
            throw new VSwitchException("there is no network device " + config.deviceName() + "; see ip link");
        }
        return PortDevices.open(spec(config, kind, 0), memory);
    }

    private PortDevice dummy(PortConfig config) {
        if (!dummyAllowed) {
            throw new VSwitchException("type dummy is for tests: start the switch with --enable-dummy to have it");
        }
        long address = DUMMY_ADDRESS | config.name().hashCode() & 0xffff_ffffL;
        return PortDevices.open(spec(config, PortSpec.Kind.DUMMY, address), memory);
    }

    private static PortSpec spec(PortConfig config, PortSpec.Kind kind, long hwAddr) {
        PortSpec.Mode mode = switch (config.xdpMode()) {
            case BEST_EFFORT -> PortSpec.Mode.BEST_EFFORT;
            case NATIVE -> PortSpec.Mode.NATIVE;
            case GENERIC -> PortSpec.Mode.GENERIC;
        };
        return new PortSpec(config.name(), config.deviceName(), kind, mode, hwAddr);
    }
}
