package org.mirach.vswitch;

import org.mirach.vswitch.agent.handler.PortTraffic;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.config.PortConfig;
import org.mirach.vswitch.ports.PortDevice;

/**
 * One port of the bridge: what was asked for, and the device that carries it while there is one.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
final class BridgePort {
    private final PortConfig config;
    private final int portNo;
    private final long addedNs;
    private final PortTraffic before;
    private State state = State.OPENING;
    private PortDevice device;
    private String trouble = "";
    private boolean appeared;

    /** Where it is in its life. */
    enum State {
        /** A worker opens the device. */
        OPENING,
        /** The device is open and the engine polls it. */
        OPEN,
        /** The device is not there (any more); the port is down until it appears. */
        WAITING,
        /** On its way out. */
        REMOVED
    }

    /** @param before what a port of this number carried earlier */
    BridgePort(PortConfig config, int portNo, long addedNs, PortTraffic before) {
        this.config = config;
        this.portNo = portNo;
        this.addedNs = addedNs;
        this.before = before;
    }

    PortConfig config() {
        return config;
    }

    int portNo() {
        return portNo;
    }

    /** {@code System.nanoTime} of its adding. */
    long addedNs() {
        return addedNs;
    }

    /** What a port of this number carried earlier: counters start anew with each port. */
    PortTraffic before() {
        return before;
    }

    State state() {
        return state;
    }

    /** The device, or null while there is none. */
    PortDevice device() {
        return device;
    }

    /** Why there is no device, for the operator; empty while there is one. */
    String trouble() {
        return trouble;
    }

    /** The device appeared while it was being opened: should that fail, it is worth another try. */
    void appeared() {
        appeared = true;
    }

    /** Whether the device appeared since {@link #opening}. */
    boolean hasAppeared() {
        return appeared;
    }

    void opening() {
        appeared = false;
        state = State.OPENING;
    }

    void opened(PortDevice newDevice) {
        device = newDevice;
        trouble = "";
        state = State.OPEN;
    }

    void waiting(String why) {
        device = null;
        trouble = why;
        state = State.WAITING;
    }

    void removed() {
        device = null;
        state = State.REMOVED;
    }
}
