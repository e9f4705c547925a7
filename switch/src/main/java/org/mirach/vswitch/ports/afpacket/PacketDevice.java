package org.mirach.vswitch.ports.afpacket;

import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.fastpath.port.RxQueue;
import org.mirach.vswitch.fastpath.port.TxQueue;
import org.mirach.vswitch.ports.DeviceState;
import org.mirach.vswitch.ports.PortDevice;
import org.mirach.xdp.NetDevice;
import org.mirach.xdp.PacketSocket;

/**
 * A network device opened by a packet socket.
 *
 * <p><b>Threads:</b> as {@link PortDevice} says.
 */
public final class PacketDevice implements PortDevice {
    private final PacketSocket socket;
    private final String why;
    private final DeviceState state;
    private final PacketRx rx;
    private final PacketTx tx;

    private PacketDevice(PacketSocket socket, String why, DeviceState state, FramePool pool) {
        this.socket = socket;
        this.why = why;
        this.state = state;
        this.rx = new PacketRx(socket, pool);
        this.tx = new PacketTx(socket, pool, state);
    }

    /**
     * Opens.
     *
     * @param why it is done this way, for the operator
     * @throws org.mirach.xdp.XdpException when there is no such device, or the kernel refuses
     */
    public static PacketDevice open(String device, String why, FramePool pool) {
        DeviceState state = new DeviceState(NetDevice.of(device));
        return new PacketDevice(PacketSocket.open(device), why, state, pool);
    }

    @Override
    public String name() {
        return state.name();
    }

    @Override
    public String type() {
        return "afpacket";
    }

    @Override
    public String mode() {
        return why;
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
        return state.speedKbps();
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
        socket.close();
    }
}
