/**
 * The learning switch: learns where MAC addresses are, installs flow entries that expire when idle.
 *
 * <p>Control code; each switch's event loop. Neighbours: {@code app}, {@code southbound}.
 */
package org.mirach.controller.app.learning;
