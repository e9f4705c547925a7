package org.mirach.vswitch.fastpath.port;

import java.util.Arrays;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * Port number to port, for one engine. Small numbers are looked up directly; the others (OpenFlow's reserved ports,
 * such as LOCAL) by search, for there are few.
 *
 * <p><b>Threads:</b> the engine thread only.
 */
@RunsOn(Role.ENGINE)
public final class PortTable {
    private static final int DIRECT_LIMIT = 1 << 16;

    private EnginePort[] direct = new EnginePort[64];
    private EnginePort[] all = new EnginePort[16];
    private int count;

    /** The port, or null. */
    public EnginePort find(int portNo) {
        if (portNo >= 0 && portNo < direct.length) {
            return direct[portNo];
        }
        return search(portNo);
    }

    private EnginePort search(int portNo) {
        for (int i = 0; i < count; i++) {
            if (all[i].portNo() == portNo) {
                return all[i];
            }
        }
        return null;
    }

    public int count() {
        return count;
    }

    /** Ports in the order they were added, {@code 0 .. count - 1}. */
    public EnginePort at(int i) {
        return all[i];
    }

    /** Adds a port whose number is free. */
    public void add(EnginePort port) {
        int portNo = port.portNo();
        if (find(portNo) != null) {
            throw new IllegalArgumentException("port " + portNo + " is there already");
        }
        if (portNo >= 0 && portNo < DIRECT_LIMIT) {
            if (portNo >= direct.length) {
                direct = Arrays.copyOf(direct, Integer.highestOneBit(portNo) * 2);
            }
            direct[portNo] = port;
        }
        if (count == all.length) {
            all = Arrays.copyOf(all, count * 2);
        }
        all[count++] = port;
    }

    /** Removes a port; null where there is none. */
    public EnginePort remove(int portNo) {
        EnginePort port = find(portNo);
        if (port == null) {
            return null;
        }
        if (portNo >= 0 && portNo < direct.length) {
            direct[portNo] = null;
        }
        int at = 0;
        while (all[at] != port) {
            at++;
        }
        count--;
        System.arraycopy(all, at + 1, all, at, count - at);
        all[count] = null;
        return port;
    }
}
