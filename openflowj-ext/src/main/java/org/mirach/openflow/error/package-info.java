/**
 * OpenFlow errors by name, with their numbers in each version.
 *
 * <p>Control code, immutable, any thread. Thrown by {@code codec} and {@code text}.
 */
package org.mirach.openflow.error;
