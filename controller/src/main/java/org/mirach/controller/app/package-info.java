/**
 * Plain controller applications and what they share: who owns which flow entry, and who is offered packet-ins in which
 * order.
 *
 * <p>Control code; runs on each switch's event loop and never blocks there. Only the switch's master lets its applications
 * write. Neighbours: {@code southbound} calls, {@code rest} reads.
 */
package org.mirach.controller.app;
