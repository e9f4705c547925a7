package org.mirach.vswitch.ports;

import org.mirach.vswitch.fastpath.port.RxQueue;
import org.mirach.vswitch.fastpath.port.TxQueue;

/**
 * A device that carries a port's packets.
 *
 * <p><b>Threads:</b> made, asked and closed by control threads; {@link #rx()} and {@link #tx()} are used by the engine
 * alone, from {@code AddPort} until {@code RemovePort} is done. {@link #close()} is called after that.
 */
public interface PortDevice extends AutoCloseable {
    /** The device's name, such as {@code v1}. */
    String name();

    /** How it is reached: {@code afxdp}, {@code afpacket}, {@code tap}, {@code dummy}. */
    String type();

    /** How exactly, for the operator: {@code native, copy mode}, {@code generic}, ... and why not better. */
    String mode();

    /** Ethernet address in the low 48 bits. */
    long hwAddr();

    /** Whether the device that was opened is still there; one of the same name that was made later is another one. */
    default boolean present() {
        return true;
    }

    /** Longest payload behind the Ethernet header, in bytes. Asks the kernel; the engine's limit follows the answer. */
    int mtuBytes();

    /** Whether the device is up and has a carrier; false once it vanished. */
    boolean linkUp();

    /** Current speed in kb/s; 0 where it is unknown. */
    long currSpeedKbps();

    /**
     * Packets for this port that the kernel lost since the device was opened, because the engine was too slow or had no
     * free frame. The engine never saw them: they are not in its counters.
     */
    default long rxLost() {
        return 0;
    }

    RxQueue rx();

    TxQueue tx();

    /** Lets go of the device: programs detached, sockets closed. Idempotent; a vanished device is no error. */
    @Override
    void close();
}
