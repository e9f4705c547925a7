package org.mirach.vswitch.pipeline.port;

import org.mirach.vswitch.observe.QueueCounters;

/**
 * An output queue of a port. Immutable but for what it counts.
 *
 * @param minRateBps bits a second that it is served first for; 0 for none
 * @param maxRateBps bits a second that it sends at most; 0 for no limit
 * @param createdNs  {@code System.nanoTime} of its making
 */
public record PortQueue(int queueId, long minRateBps, long maxRateBps, QueueCounters counters, long createdNs) {}
