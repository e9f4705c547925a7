/**
 * Who is connected: listeners and dialled controllers, their roles and what they want to hear, and what the bridge does
 * while no controller answers.
 *
 * <p>Control; agent thread.
 */
package org.mirach.vswitch.agent.connection;
