/**
 * The virtual switch. The first package below this one names the plane, and so the thread and the style of code; the
 * second names the stage.
 *
 * <p>Control. {@code VSwitch} is the wiring: every thread and every queue of a switch is made there.
 */
package org.mirach.vswitch;
