package org.mirach.vswitch.pipeline;

/** Sums over the flow entries of an aggregate statistics request. Immutable. */
public record FlowAggregate(long packetCount, long byteCount, int flowCount) {}
