/**
 * Adapters that make devices into ports: {@code afxdp}, {@code afpacket}, {@code tap}, {@code memory} (the test port).
 *
 * <p>Opening and closing is control; their queues are hot and belong to the engine thread.
 */
package org.mirach.vswitch.ports;
