package org.mirach.controller.app.learning;

import java.util.LinkedHashMap;

/**
 * Which port each (VLAN, MAC address) of one switch was last seen on; the oldest go when it is full or when they have not
 * been seen for a while (IEEE 802.1D, 7.9).
 *
 * <p><b>Threads:</b> the switch's event loop.
 */
final class MacTable {
    /** Not learned. */
    static final int UNKNOWN = 0;

    private final int capacity;
    private final long ageNs;
    /** In the order last seen, oldest first. */
    private final LinkedHashMap<Long, Seen> seen = new LinkedHashMap<>(64, 0.75f, true);

    MacTable(int capacity, long ageNs) {
        this.capacity = capacity;
        this.ageNs = ageNs;
    }

    private static final class Seen {
        int portNo;
        long atNs;
    }

    /** Notes an address; returns the other port where it was before, or {@link #UNKNOWN}. */
    int learn(int vlanVid, long mac, int portNo, long nowNs) {
        long key = key(vlanVid, mac);
        Seen entry = seen.get(key);
        if (entry == null) {
            makeRoom();
            entry = new Seen();
            entry.portNo = portNo;
            entry.atNs = nowNs;
            seen.put(key, entry);
            return UNKNOWN;
        }
        int before = entry.portNo;
        entry.portNo = portNo;
        entry.atNs = nowNs;
        return before == portNo ? UNKNOWN : before;
    }

    /** Notes an address unless it is known already; false when it is known to be on another port. */
    boolean adopt(int vlanVid, long mac, int portNo, long nowNs) {
        Seen entry = seen.get(key(vlanVid, mac));
        if (entry != null) {
            return entry.portNo == portNo;
        }
        learn(vlanVid, mac, portNo, nowNs);
        return true;
    }

    /** The port of an address, or {@link #UNKNOWN}. */
    int lookup(int vlanVid, long mac, long nowNs) {
        Seen entry = seen.get(key(vlanVid, mac));
        return entry == null || nowNs - entry.atNs > ageNs ? UNKNOWN : entry.portNo;
    }

    /** Forgets every address on a port. */
    void forgetPort(int portNo) {
        seen.values().removeIf(entry -> entry.portNo == portNo);
    }

    int size() {
        return seen.size();
    }

    private void makeRoom() {
        if (seen.size() >= capacity) {
            seen.pollFirstEntry();
        }
    }

    private static long key(int vlanVid, long mac) {
        return (long) (vlanVid + 1) << 48 | mac;
    }
}
