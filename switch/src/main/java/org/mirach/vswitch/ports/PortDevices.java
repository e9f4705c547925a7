package org.mirach.vswitch.ports;

import java.util.List;
import org.mirach.vswitch.ports.afpacket.PacketDevice;
import org.mirach.vswitch.ports.afxdp.AfXdpDevice;
import org.mirach.vswitch.ports.memory.MemoryDevice;
import org.mirach.vswitch.ports.tap.TapPortDevice;
import org.mirach.xdp.AttachPlan;
import org.mirach.xdp.XdpException;
import org.mirach.xdp.XdpMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the device of a port. Stateless; any thread but the engine's: it may take a while. */
public final class PortDevices {
    private static final Logger LOG = LoggerFactory.getLogger(PortDevices.class);

    private PortDevices() {}

    /**
     * Opens a device for the engine that owns {@code memory}; one log line says by which way, and why by no better.
     *
     * @throws XdpException saying what was tried, what came back, and what to do
     */
    public static PortDevice open(PortSpec spec, EngineMemory memory) {
        return switch (spec.kind()) {
            case AFXDP -> openXdp(spec, memory);
            case AFPACKET -> PacketDevice.open(spec.device(), "as configured", memory.pool());
            case TAP -> TapPortDevice.create(spec.name(), spec.hwAddr(), memory.pool());
            case DUMMY -> MemoryDevice.create(spec.name(), spec.hwAddr(), memory.pool());
        };
    }

    private static PortDevice openXdp(PortSpec spec, EngineMemory memory) {
        AttachPlan plan = AttachPlan.of(spec.device(), memory.umem()).withModes(modes(spec.mode()));
        AttachPlan.Result result = plan.open();
        return switch (result) {
            case AttachPlan.Result.Opened opened -> {
                LOG.info("port {}: {}", spec.name(), opened.summary());
                yield new AfXdpDevice(opened.device(), opened.summary(), memory);
            }
            case AttachPlan.Result.Refused refused -> {
                if (spec.mode() != PortSpec.Mode.BEST_EFFORT) {
                    throw new XdpException(refused.summary() + "; xdp-mode best-effort would use a packet socket");
                }
                LOG.warn("port {}: {}", spec.name(), refused.summary());
                yield PacketDevice.open(spec.device(), refused.summary(), memory.pool());
            }
        };
    }

    private static List<XdpMode> modes(PortSpec.Mode mode) {
        return switch (mode) {
            case BEST_EFFORT -> AttachPlan.DEFAULT_MODES;
            case NATIVE -> List.of(XdpMode.NATIVE);
            case GENERIC -> List.of(XdpMode.GENERIC);
        };
    }
}
