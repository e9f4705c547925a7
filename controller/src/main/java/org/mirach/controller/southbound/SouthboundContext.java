package org.mirach.controller.southbound;

import java.time.Duration;
import org.mirach.controller.observe.RateLimitedLog;
import org.mirach.controller.shard.Elections;

/**
 * What all connections share.
 *
 * @param handshakeTimeout from hello to the connected switch
 * @param errorLog for lines that a peer can cause at will
 */
record SouthboundContext(
        SwitchRegistry registry,
        SwitchListener listener,
        Elections elections,
        SouthboundCounters counters,
        Duration handshakeTimeout,
        RateLimitedLog errorLog) {}
