package org.mirach.controller.app.hosts;

import java.time.Instant;
import java.util.List;

/**
 * A MAC address and where it was last heard. Immutable.
 *
 * @param addresses IPv4 and IPv6 addresses, the one heard last first
 * @param vlanVid 0 without a tag
 */
public record Host(long mac, int vlanVid, List<String> addresses, long datapathId, int portNo, Instant lastSeen) {
    public Host {
        addresses = List.copyOf(addresses);
    }
}
