package org.mirach.vswitch.slowpath.translate;

import java.util.Set;

/** Destinations that NORMAL does not forward: link-local protocols that end at each bridge. */
final class ReservedAddresses {
    /** IEEE 802.1D: 01:80:c2:00:00:00 to 0f, spanning tree, LACP, LLDP and others. */
    private static final long IEEE_FIRST = 0x0180c2000000L;
    /** Cisco: 01:00:0c:cc:cc:c0 to c7, Multi-MAC. */
    private static final long CISCO_FIRST = 0x01000cccccc0L;

    private static final Set<Long> SINGLE = Set.of(
            0x00e02b000000L, // Extreme Discovery Protocol
            0x00e02b000004L, // Ethernet Automatic Protection Switching
            0x00e02b000006L,
            0x01000c000000L, // Cisco Inter Switch Link
            0x01000cccccccL, // Cisco Discovery Protocol, VTP, DTP, PAgP, UDLD
            0x01000ccccccdL, // Cisco Shared Spanning Tree
            0x01000ccdcdcdL); // Cisco Uplink Fast

    private ReservedAddresses() {}

    static boolean contains(long ethDst) {
        return (ethDst & ~0xfL) == IEEE_FIRST || (ethDst & ~0x7L) == CISCO_FIRST || SINGLE.contains(ethDst);
    }
}
