/**
 * Which flow entry matches a packet: tuple space search over {@link org.mirach.vswitch.flow.KeyLayout} words, and the
 * mapping between OpenFlow's fields and those words.
 *
 * <p>Control. The agent thread writes; any thread looks up, by version. Neighbours: {@code pipeline.table}.
 */
package org.mirach.vswitch.pipeline.match;
