/**
 * Ports by packet socket, for devices that refuse XDP. The queues are hot and the engine's; opening and closing is
 * control. Superpackets are cut by {@link org.mirach.vswitch.ports.afpacket.Segmenter}.
 */
package org.mirach.vswitch.ports.afpacket;
