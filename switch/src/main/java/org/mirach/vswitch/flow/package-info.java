/**
 * The words that all planes share: {@link org.mirach.vswitch.flow.FlowKey} (what a packet is), {@link
 * org.mirach.vswitch.flow.FlowMask} (which of its bits were looked at) and {@link
 * org.mirach.vswitch.flow.DatapathAction} (what is done with it).
 *
 * <p>Shared by hot and control code; immutable values, and plain {@code long[]} where a thread owns the scratch.
 */
package org.mirach.vswitch.flow;
