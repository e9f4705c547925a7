/**
 * Flows, matches and actions in the words of ovs-ofctl: {@link org.mirach.openflow.text.FlowText} is the door.
 *
 * <p>Control code, immutable results, any thread. Built on {@code field}, {@code model} and {@code message}; used by
 * the CLI, REST, logs and traces. Open vSwitch's aliases (dl_dst, nw_src, tp_dst) live only here.
 */
package org.mirach.openflow.text;
