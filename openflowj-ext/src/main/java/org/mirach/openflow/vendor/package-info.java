/**
 * Numbers of Nicira and ONF extensions.
 *
 * <p>Constants only. Used by {@code codec}.
 */
package org.mirach.openflow.vendor;
