/**
 * One class per OpenFlow message: message in, {@link org.mirach.vswitch.agent.connection.Answer} out, or an {@code
 * OpenFlowException} that carries the error to send. {@code Dispatcher} finds the handler.
 *
 * <p>Control; agent thread.
 */
package org.mirach.vswitch.agent.handler;
