package org.mirach.controller.app.staticflow;

import org.mirach.controller.app.FlowOwner;

/**
 * A flow entry that a user asked for. Immutable.
 *
 * @param id 12 hexadecimal digits, never used twice: the lower 48 bits of the entry's cookie
 * @param version of the store; changes with every change of the static flow
 * @param name the user's word for it
 * @param flow as {@code ovs-ofctl add-flow} takes it
 */
public record StaticFlow(String id, long version, String name, long datapathId, String flow) {
    /** The cookie of its flow entry. */
    public long cookie() {
        return FlowOwner.STATIC_FLOWS.cookie(Long.parseUnsignedLong(id, 16));
    }
}
