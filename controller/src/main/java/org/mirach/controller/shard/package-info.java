/**
 * Who leads which switch: one election per datapath id, fenced by an epoch that grows from leader to leader and is the
 * leader's OpenFlow generation_id, so that a switch itself refuses a stale leader.
 *
 * <p>Control code. Callbacks come on the elections' own thread and must not block. Neighbours: {@code southbound} turns
 * leaderships into roles; {@code shard.zookeeper} runs the elections.
 */
package org.mirach.controller.shard;
