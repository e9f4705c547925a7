package org.mirach.vswitch.ports.memory;

import java.util.List;
import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.fastpath.port.RxQueue;
import org.mirach.vswitch.fastpath.port.TxQueue;
import org.mirach.vswitch.ports.PortDevice;

/**
 * A port without a device: what is injected the engine receives; what the engine sends is kept, up to a bound.
 *
 * <p><b>Threads:</b> any; {@link #rx()} and {@link #tx()} as every port's.
 */
public final class MemoryDevice implements PortDevice {
    /** Injected packets that wait at most. */
    public static final int INJECT_CAPACITY = 4096;

    private final String name;
    private final long hwAddr;
    private final int mtuBytes;
    private final MemoryRx rx;
    private final MemoryTx tx;

    /**
     * @param pool of the engine that it will be a port of
     * @param captureLimit sent packets kept at most; the oldest go first; 0 keeps none and only counts
     * @param partialChecksums whether injected packets may have partial checksums, to be completed by the engine
     */
    public MemoryDevice(
            String name, long hwAddr, int mtuBytes, FramePool pool, int captureLimit, boolean partialChecksums) {
        this.name = name;
        this.hwAddr = hwAddr;
        this.mtuBytes = mtuBytes;
        this.rx = new MemoryRx(pool, INJECT_CAPACITY, partialChecksums);
        this.tx = new MemoryTx(pool, captureLimit, mtuBytes);
    }

    /** Keeps the last 1024 packets sent; MTU 1500. */
    public static MemoryDevice create(String name, long hwAddr, FramePool pool) {
        return new MemoryDevice(name, hwAddr, 1500, pool, 1024, false);
    }

    /**
     * Puts a packet on the wire towards the switch; the array must not change any more. False where the queue is full.
     */
    public boolean inject(byte[] packet) {
        return rx.inject(packet);
    }

    /** Injected packets that the engine has not taken yet. */
    public int waiting() {
        return rx.waiting();
    }

    /** Takes the packets that the switch sent since the last call, oldest first. */
    public List<byte[]> takeSent() {
        return tx.take();
    }

    /** Packets that the switch sent, ever. */
    public long sentPackets() {
        return tx.sentPackets();
    }

    /** Plugs or unplugs the cable. */
    public void setLinkUp(boolean up) {
        tx.setLinkUp(up);
        rx.setLinkUp(up);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return "dummy";
    }

    @Override
    public String mode() {
        return "memory";
    }

    @Override
    public long hwAddr() {
        return hwAddr;
    }

    @Override
    public int mtuBytes() {
        return mtuBytes;
    }

    @Override
    public boolean linkUp() {
        return tx.linkUp();
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
        setLinkUp(false);
        rx.close();
    }
}
