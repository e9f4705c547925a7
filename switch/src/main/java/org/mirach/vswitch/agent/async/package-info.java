/**
 * What peers are told unasked: packet_in, flow_removed, port_status, each to the peers that want it by role and masks.
 *
 * <p>Control; agent thread. {@code PacketInSender} takes packets from the slow path through a bounded hand-over.
 */
package org.mirach.vswitch.agent.async;
