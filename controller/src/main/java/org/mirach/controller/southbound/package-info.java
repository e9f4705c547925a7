/**
 * The controller's end of OpenFlow: accepts switches, takes them through the handshake, holds the role, matches answers to
 * requests.
 *
 * <p>Control code. Each switch lives on its connection's event loop: handshake, packet-ins and role changes of one switch
 * are one thread's, so nothing here locks and nothing here may block. What switches send too fast is bounded by Netty's
 * write marks: packet-ins that would be answered into a full connection are counted and dropped.
 *
 * <p>In the order of a switch's life: {@link org.mirach.controller.southbound.Southbound} listens,
 * {@link org.mirach.controller.southbound.Handshake} asks who it is,
 * {@link org.mirach.controller.southbound.SwitchRegistry} refuses doubles,
 * {@link org.mirach.controller.southbound.RoleControl} turns leaderships into roles,
 * {@link org.mirach.controller.southbound.SwitchSession} is what applications hold. Neighbours: {@code shard} below,
 * {@code app} and {@code rest} above, which it knows as {@link org.mirach.controller.southbound.SwitchListener} only.
 */
package org.mirach.controller.southbound;
