/**
 * Ports by AF_XDP. The queues are hot and the engine's; opening and closing is control. {@link
 * org.mirach.vswitch.ports.afxdp.AfXdpQueue} is one socket; frames move between its rings and the engine's frame pool.
 */
package org.mirach.vswitch.ports.afxdp;
