/**
 * {@code ofproto/trace}: what the pipeline does with a packet, step by step, in Open vSwitch's form. Start reading at
 * {@link org.mirach.vswitch.slowpath.trace.TraceCommand}.
 *
 * <p>Control; runs on the thread of the client that asks. Neighbours: {@code translate} tells the steps, {@code admin}
 * brings the arguments, {@code flow.text} has the words.
 */
package org.mirach.vswitch.slowpath.trace;
