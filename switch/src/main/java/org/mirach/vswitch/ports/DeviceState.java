package org.mirach.vswitch.ports;

import java.util.Optional;
import org.mirach.xdp.NetDevice;

/**
 * What the kernel says of a network device that was opened: its MTU and whether it is up. A device of the same name
 * that was made later is another one.
 *
 * <p><b>Threads:</b> {@link #refresh} any control thread; the readers any, the engine among them.
 */
public final class DeviceState {
    private static final int ETHERNET_BYTES = 14;
    private static final int TAG_BYTES = 4;

    private final NetDevice opened;
    private volatile int mtuBytes;
    private volatile boolean running;
    private volatile long speedKbps;

    public DeviceState(NetDevice opened) {
        this.opened = opened;
        accept(Optional.of(opened));
    }

    /** Asks the kernel. */
    public DeviceState refresh() {
        accept(find());
        return this;
    }

    /** Whether the device is still there. Asks the kernel. */
    public boolean present() {
        return find().isPresent();
    }

    private Optional<NetDevice> find() {
        return NetDevice.find(opened.name()).filter(device -> device.ifindex() == opened.ifindex());
    }

    private void accept(Optional<NetDevice> found) {
        running = found.map(NetDevice::running).orElse(false);
        if (found.isPresent()) {
            mtuBytes = found.get().mtu();
            speedKbps = found.get().speedMbps() * 1000L;
        }
    }

    public String name() {
        return opened.name();
    }

    public long hwAddr() {
        return opened.mac();
    }

    public int mtuBytes() {
        return mtuBytes;
    }

    public boolean running() {
        return running;
    }

    public long speedKbps() {
        return speedKbps;
    }

    /** Largest frame: as the kernel does, one VLAN tag is allowed on top of the MTU. */
    public int maxFrameBytes() {
        return mtuBytes + ETHERNET_BYTES + TAG_BYTES;
    }
}
