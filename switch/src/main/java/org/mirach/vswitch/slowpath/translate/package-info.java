/**
 * What the pipeline does with a packet, worked out once per flow. Pure: upcalls, revalidation, packet-outs and
 * {@code ofproto/trace} share it. Start reading at {@link org.mirach.vswitch.slowpath.translate.Translator#translate}.
 *
 * <p>Control; any thread.
 */
package org.mirach.vswitch.slowpath.translate;
