/**
 * The switch's end of OpenFlow. {@code connection} keeps the peers, {@code handler} answers their messages (one class
 * per message), {@code async} tells them what they did not ask for. OpenFlowJ's types stop here.
 *
 * <p>Control; the agent thread, which is the one Netty event loop of the bridge and the one writer of the pipeline.
 * Neighbours: {@code org.mirach.openflow} below, {@code pipeline} and {@code slowpath} above.
 */
package org.mirach.vswitch.agent;
