/**
 * Octets to messages and back. Every element is bounds-checked; no input makes decoding throw anything but
 * {@link org.mirach.openflow.error.OpenFlowException}.
 *
 * <p>Control code on a fast path: event loops run it, 100,000 flow_mods in a row. Own walk for messages with extensible
 * elements; OpenFlowJ for the rest. Built on {@code field}, {@code model}, {@code message}; used by {@code channel}.
 */
package org.mirach.openflow.codec;
