/**
 * Hosts seen: which addresses speak at which port.
 *
 * <p>Control code; written on the switches' event loops, read by anyone. Neighbours: {@code app}, {@code app.discovery}.
 */
package org.mirach.controller.app.hosts;
