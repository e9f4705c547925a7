/**
 * Misses: queued, bounded and fair per port, translated once per flow, installed and sent on. Also the registry of cached
 * flows.
 *
 * <p>Control; the engine thread offers, the upcall thread takes.
 */
package org.mirach.vswitch.slowpath.upcall;
