package org.mirach.vswitch.ports.tap;

import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.fastpath.port.RxQueue;
import org.mirach.vswitch.fastpath.port.TxQueue;
import org.mirach.vswitch.ports.DeviceState;
import org.mirach.vswitch.ports.PortDevice;
import org.mirach.xdp.NetDevice;
import org.mirach.xdp.TapDevice;

/**
 * A tap device that is made here, and goes when this closes.
 *
 * <p><b>Threads:</b> as {@link PortDevice} says.
 */
public final class TapPortDevice implements PortDevice {
    private final TapDevice tap;
    private final DeviceState state;
    private final TapRx rx;
    private final TapTx tx;

    private TapPortDevice(TapDevice tap, FramePool pool) {
        this.tap = tap;
        this.state = new DeviceState(NetDevice.of(tap.name()));
        this.rx = new TapRx(tap, pool);
        this.tx = new TapTx(tap, pool, state);
    }

    /**
     * Makes the device and brings it up.
     *
     * @param hwAddr its address in the low 48 bits; 0 leaves the kernel's choice
     * @throws org.mirach.xdp.XdpException when the name is taken, or the kernel refuses
     */
    public static TapPortDevice create(String name, long hwAddr, FramePool pool) {
        TapDevice tap = TapDevice.create(name);
        boolean done = false;
        try {
            if (hwAddr != 0) {
                tap.setMac(hwAddr);
            }
            tap.setUp(true);
            TapPortDevice device = new TapPortDevice(tap, pool);
            done = true;
            return device;
        } finally {
            if (!done) {
                tap.close();
            }
        }
    }

    @Override
    public String name() {
        return tap.name();
    }

    @Override
    public String type() {
        return "tap";
    }

    @Override
    public String mode() {
        return "tap, checksums and segmentation done by the kernel";
    }

    @Override
    public long hwAddr() {
        return state.hwAddr();
    }

    @Override
    public boolean present() {
        return state.present();
    }

    @Override
    public int mtuBytes() {
        return state.refresh().mtuBytes();
    }

    @Override
    public boolean linkUp() {
        return state.refresh().running();
    }

    @Override
    public long currSpeedKbps() {
        return 0;
    }

    @Override
    public RxQueue rx() {
        return rx;
    }

    @Override
    public TxQueue tx() {
        return tx;
    }

    @Override
    public void close() {
        tap.close();
    }
}
