package org.mirach.vswitch.pipeline.port;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.mirach.openflow.error.OfError;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * The ports of the switch. Each change publishes a version of the pipeline and tells the listeners.
 *
 * <p><b>Threads:</b> the agent thread changes; any thread calls {@link #snapshot()} and {@link #addListener}.
 */
@RunsOn(Role.AGENT)
public final class PortTable {
    private final Consumer<PortSnapshot> publisher;
    private final List<PortListener> listeners = new CopyOnWriteArrayList<>();
    private volatile PortSnapshot snapshot = PortSnapshot.EMPTY;

    /** @param publisher puts a snapshot in force; the pipeline */
    public PortTable(Consumer<PortSnapshot> publisher) {
        this.publisher = publisher;
    }

    /** The ports as they are now. */
    @RunsOn(Role.ANY)
    public PortSnapshot snapshot() {
        return snapshot;
    }

    @RunsOn(Role.ANY)
    public void addListener(PortListener listener) {
        listeners.add(listener);
    }

    /** Adds a port. @throws IllegalArgumentException where the number is taken */
    public void add(OfPort port) {
        if (snapshot.port(port.portNo()) != null) {
            throw new IllegalArgumentException("port number is taken: " + port.portNo());
        }
        publish(snapshot.with(port), PortListener.Change.ADD, port);
    }

    /** Replaces a port by one of the same number; without effect where nothing differs or the port is gone. */
    public void update(OfPort port) {
        OfPort old = snapshot.port(port.portNo());
        if (old != null && !old.equals(port)) {
            publish(snapshot.with(port), PortListener.Change.MODIFY, port);
        }
    }

    /** Removes a port; without effect where it is gone. */
    public void remove(int portNo) {
        OfPort old = snapshot.port(portNo);
        if (old != null) {
            publish(snapshot.without(portNo), PortListener.Change.DELETE, old);
        }
    }

    /**
     * OpenFlow's port_mod: the bits of {@code mask} become those of {@code config}.
     *
     * @param hwAddr must be the port's: a guard against a number that was given anew
     * @return why it was refused, or empty
     */
    public Optional<OfError> modify(int portNo, long hwAddr, int config, int mask) {
        OfPort old = snapshot.port(portNo);
        if (old == null) {
            return Optional.of(OfError.OFPPMFC_BAD_PORT);
        }
        if (old.hwAddr() != hwAddr) {
            return Optional.of(OfError.OFPPMFC_BAD_HW_ADDR);
        }
        update(old.withConfig(old.config() & ~mask | config & mask));
        return Optional.empty();
    }

    /** Lowest number from 1 on that is free. */
    public int freePortNo() {
        int portNo = 1;
        while (snapshot.port(portNo) != null) {
            portNo++;
        }
        return portNo;
    }

    private void publish(PortSnapshot next, PortListener.Change change, OfPort port) {
        snapshot = next;
        publisher.accept(next);
        listeners.forEach(listener -> listener.onPortChange(change, port));
    }
}
