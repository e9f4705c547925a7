/**
 * Values that change by versions of the pipeline, as flow entries do: a reader sees one version, whole.
 *
 * <p>Control. The agent thread writes, any thread reads.
 */
package org.mirach.vswitch.pipeline.version;
