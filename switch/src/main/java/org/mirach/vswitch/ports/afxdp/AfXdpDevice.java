package org.mirach.vswitch.ports.afxdp;

import java.util.List;
import org.mirach.vswitch.fastpath.port.RxQueue;
import org.mirach.vswitch.fastpath.port.TxQueue;
import org.mirach.vswitch.ports.DeviceState;
import org.mirach.vswitch.ports.EngineMemory;
import org.mirach.vswitch.ports.PortDevice;
import org.mirach.xdp.XdpDevice;
import org.mirach.xdp.XdpSocket;
import org.mirach.xdp.XdpStatistics;

/**
 * A network device opened by AF_XDP: one socket for each of its receive queues.
 *
 * <p><b>Threads:</b> as {@link PortDevice} says.
 */
public final class AfXdpDevice implements PortDevice {
    private final XdpDevice device;
    private final String mode;
    private final EngineMemory memory;
    private final DeviceState state;
    private final List<AfXdpQueue> queues;
    private final AfXdpRx rx;
    private final AfXdpTx tx;
    private boolean closed;

    /** Takes over an open device. */
    public AfXdpDevice(XdpDevice device, String mode, EngineMemory memory) {
        this.device = device;
        this.mode = mode;
        this.memory = memory;
        this.state = new DeviceState(device.device());
        this.queues = device.sockets().stream()
                .map(socket -> new AfXdpQueue(socket, memory))
                .toList();
        this.rx = new AfXdpRx(queues.toArray(AfXdpQueue[]::new), PartialChecksums.mayArriveOn(device.device()));
        this.tx = new AfXdpTx(queues.getFirst(), state);
        memory.addRxQueues(queues.size());
    }

    @Override
    public String name() {
        return device.ifname();
    }

    @Override
    public String type() {
        return "afxdp";
    }

    @Override
    public String mode() {
        return mode;
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
    public long rxLost() {
        long sum = 0;
        for (XdpSocket socket : device.sockets()) {
            XdpStatistics statistics = socket.statistics();
            sum += statistics.rxDropped() + statistics.rxRingFull();
        }
        return sum;
    }

    @Override
    public RxQueue rx() {
        return rx;
    }

    @Override
    public TxQueue tx() {
        return tx;
    }

    /** Frames that the rings hold; exact while the engine stands still. */
    public int heldFrames() {
        return queues.stream().mapToInt(AfXdpQueue::heldFrames).sum();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            device.close();
            queues.forEach(AfXdpQueue::giveBack);
            memory.addRxQueues(-queues.size());
        }
    }
}
