/**
 * The socket that {@code ovs-appctl -t <run-dir>/<bridge>.ctl} and {@code mirach} talk to: Open vSwitch's unixctl,
 * which is JSON-RPC 1.0 with text for params and results.
 *
 * <p>Control; one virtual thread a client. A command that touches what the agent owns hands over to the agent and waits.
 * Neighbours: {@code VSwitch} registers the commands.
 */
package org.mirach.vswitch.admin;
