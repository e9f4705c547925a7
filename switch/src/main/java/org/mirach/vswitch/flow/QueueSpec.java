package org.mirach.vswitch.flow;

import org.mirach.vswitch.observe.QueueCounters;

/**
 * An output queue of a port, as the fast path runs it. Immutable but for what it counts.
 *
 * @param queueId    what set_queue says; 0 is the queue of packets for which nothing was said
 * @param minRateBps bits a second that it is served first for; 0 for none
 * @param maxRateBps bits a second that it sends at most; 0 for no limit
 */
public record QueueSpec(int queueId, long minRateBps, long maxRateBps, QueueCounters counters) {}
