package org.mirach.vswitch.pipeline;

import org.mirach.vswitch.pipeline.table.FlowEntry;

/**
 * A flow entry that is gone. Its counters grow until the cached flows made from it are gone too: for exact numbers in a
 * flow_removed wait for {@code SlowPath.barrier()}.
 *
 * @param reason {@link org.mirach.openflow.model.FlowRemovedReason}
 * @param atNs {@code System.nanoTime} of the removal
 */
public record RemovedFlow(FlowEntry entry, int reason, long atNs) {}
