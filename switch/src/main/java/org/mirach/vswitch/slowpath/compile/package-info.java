/**
 * Turns a translation into what the engine runs.
 *
 * <p>Control; upcall and revalidator threads.
 */
package org.mirach.vswitch.slowpath.compile;
