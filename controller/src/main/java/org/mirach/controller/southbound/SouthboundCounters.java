package org.mirach.controller.southbound;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the southbound counts; {@code observe} shows it.
 *
 * <p><b>Threads:</b> any.
 */
public final class SouthboundCounters {
    /** Packet-ins that came while this controller was the master. */
    public final AtomicLong packetIns = new AtomicLong();

    /** Packet-ins that came to a controller that is not the master: ignored. */
    public final AtomicLong packetInsIgnored = new AtomicLong();

    /** Answers to packet-ins dropped because the switch does not read fast enough. */
    public final AtomicLong answersDropped = new AtomicLong();

    /** OpenFlow errors that answered no request that anybody waits for. */
    public final AtomicLong errors = new AtomicLong();

    /** Messages that the controller does not know or expect: ignored. */
    public final AtomicLong unknownMessages = new AtomicLong();

    /** Handshakes that ended in a connected switch. */
    public final AtomicLong handshakes = new AtomicLong();

    /** Handshakes that did not: refused, broken off or timed out. */
    public final AtomicLong handshakesFailed = new AtomicLong();

    /** Connections closed because their datapath id was connected already. */
    public final AtomicLong duplicates = new AtomicLong();

    /** Times a switch accepted this controller as its master. */
    public final AtomicLong masterships = new AtomicLong();

    /** All zero. */
    public SouthboundCounters() {}
}
