/**
 * Elections by Curator's leader latch: one path per datapath id, one ephemeral sequential node per candidate.
 *
 * <p>Control code; one thread, {@code elections}. Neighbours: {@code shard}, {@code store.zookeeper}.
 */
package org.mirach.controller.shard.zookeeper;
