/**
 * What an operator can see: {@link org.mirach.vswitch.observe.DropReason}, counters, packet trace, JFR events.
 *
 * <p>Control; the counters are written by hot code, each by one thread.
 */
package org.mirach.vswitch.observe;
