/**
 * The in-memory port, type {@code dummy}: packets are put in and taken out by tests and by the admin socket. Its queues
 * are hot and the engine's; injecting and reading are control.
 */
package org.mirach.vswitch.ports.memory;
