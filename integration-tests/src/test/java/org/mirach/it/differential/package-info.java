/**
 * Random OpenFlow programs and random packets on two switches that must do the same: how Mirach is measured against Open
 * vSwitch, and a cold cache against a warm one.
 *
 * <p>{@link org.mirach.it.differential.ProgramMaker} draws a program; {@link
 * org.mirach.it.differential.FlowCompiler} has the real ovs-ofctl turn its text into messages; {@link
 * org.mirach.it.differential.ProgramRun} plays it on a switch and notes what came out; {@link
 * org.mirach.it.differential.Shrinker} makes a program that shows a difference small.
 */
package org.mirach.it.differential;
