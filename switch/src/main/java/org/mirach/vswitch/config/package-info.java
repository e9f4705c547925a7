/**
 * What {@code conf/switch.yaml} says, as records that {@code ConfigLoader} fills; each checks its own values.
 *
 * <p>Control; read on the main thread at the start, immutable afterwards. Neighbours: {@code org.mirach.conf} fills
 * them, {@code VSwitch} reads them.
 */
package org.mirach.vswitch.config;
