/**
 * Groups: sets of action buckets that flow entries and other groups refer to (OpenFlow 1.3.5, 5.6).
 *
 * <p>Control. The agent thread changes the table; translations read the entries of one version. Neighbours: {@code
 * pipeline}, which deletes the flow entries of a deleted group.
 */
package org.mirach.vswitch.pipeline.group;
