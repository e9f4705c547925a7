/**
 * Keeps cached flows in step with the pipeline: translates again what changed, adds up counters, evicts what is idle.
 *
 * <p>Control; the revalidator thread.
 */
package org.mirach.vswitch.slowpath.revalidate;
