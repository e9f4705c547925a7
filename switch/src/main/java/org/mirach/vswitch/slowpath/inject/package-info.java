/**
 * Where packet-outs enter.
 *
 * <p>Control; the agent thread.
 */
package org.mirach.vswitch.slowpath.inject;
