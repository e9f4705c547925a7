/**
 * Microbenchmarks of the hot path, run by {@code ./mirach bench micro}. One method is one packet, so the figure is
 * {@code nsPerPacket}; each class has a {@code baseline} that does the loop's work without the thing measured.
 *
 * <p>Control; JMH's threads. Neighbours: {@code org.mirach.vswitch.fastpath} and {@code flow}.
 */
package org.mirach.bench;
