/**
 * The messages that carry extensible elements, as records that travel as OpenFlowJ messages. Messages of fixed layout
 * are OpenFlowJ's own objects.
 *
 * <p>Control code, immutable, any thread. Read and written by {@code codec}.
 */
package org.mirach.openflow.message;
