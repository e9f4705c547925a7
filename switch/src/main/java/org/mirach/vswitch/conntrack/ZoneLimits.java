package org.mirach.vswitch.conntrack;

import java.util.ArrayList;
import java.util.List;

/**
 * How many connections a zone may have. The default limit is one of its own: zones without a limit share its count, as
 * in Open vSwitch.
 *
 * <p><b>Threads:</b> the engine's. Allocates only when a limit is set.
 */
final class ZoneLimits {
    private static final int ZONES = 1 << 16;

    /** A limit, and the connections that were admitted by it and are still there. */
    static final class Limit {
        int limit;
        int count;

        boolean reached() {
            return Integer.compareUnsigned(count, limit) >= 0;
        }
    }

    /** Made with the first limit: most switches have none. */
    private Limit[] ofZone;

    private Limit byDefault;

    /** The limit that a new connection of this zone counts on, or null. */
    Limit of(int zone) {
        Limit limit = ofZone == null ? null : ofZone[zone];
        return limit != null ? limit : byDefault;
    }

    void setDefault(int limit) {
        if (byDefault == null) {
            byDefault = new Limit();
        }
        byDefault.limit = limit;
    }

    void set(int zone, int limit) {
        if (ofZone == null) {
            ofZone = new Limit[ZONES];
        }
        if (ofZone[zone] == null) {
            ofZone[zone] = new Limit();
        }
        ofZone[zone].limit = limit;
    }

    void delete(int zone) {
        if (ofZone != null) {
            ofZone[zone] = null;
        }
    }

    /** The default, 0 where there is none. */
    int defaultLimit() {
        return byDefault == null ? 0 : byDefault.limit;
    }

    /** Zones that have a limit of their own. */
    List<Integer> zones() {
        List<Integer> zones = new ArrayList<>();
        for (int zone = 0; ofZone != null && zone < ZONES; zone++) {
            if (ofZone[zone] != null) {
                zones.add(zone);
            }
        }
        return zones;
    }
}
