/**
 * Framed OpenFlow connections over Netty: TCP, TLS and unix sockets, hello, echo, back-pressure. Both ends use it.
 *
 * <p>Control code. A connection lives on one event loop, which calls its {@link ConnectionHandler}. Built on
 * {@code codec}; the switch's agent and the controller's southbound sit on top.
 */
package org.mirach.openflow.channel;
