/**
 * OpenFlow itself: tables, ports, later groups and meters. <b>The pipeline is the truth; everything else is a cache of
 * it.</b> Start reading at {@link org.mirach.vswitch.pipeline.Pipeline#apply}.
 *
 * <p>Control. One writer, the agent thread; every other thread looks at published versions through a {@link
 * org.mirach.vswitch.pipeline.PipelineReader}. Neighbours: {@code agent} changes it, {@code slowpath} translates by it.
 * Rooms: {@code match} (classifier), {@code table} (flow entries), {@code port}, {@code group} and {@code meter}.
 */
package org.mirach.vswitch.pipeline;
