/**
 * Flow tables and their entries.
 *
 * <p>Control. The agent thread adds and removes entries; the revalidator adds to their counters. Neighbours: {@code
 * pipeline.match}, which finds them.
 */
package org.mirach.vswitch.pipeline.table;
