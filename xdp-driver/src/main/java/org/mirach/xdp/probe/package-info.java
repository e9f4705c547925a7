/**
 * What this kernel and its devices can do, before anything is opened. For {@code mirach doctor} and the switch's first
 * log lines.
 *
 * <p>Control code; any thread. Neighbours: {@code org.mirach.xdp} (asks it to try things) and {@code ffi}.
 */
package org.mirach.xdp.probe;
