/**
 * Meters: rates, and what happens to packets above them (OpenFlow 1.3.5, 5.7).
 *
 * <p>Control. The agent thread changes the table and tells listeners, who tell the engines; the engines measure and count.
 */
package org.mirach.vswitch.pipeline.meter;
