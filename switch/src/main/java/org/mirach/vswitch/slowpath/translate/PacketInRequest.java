package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.slowpath.PacketInNotice;

/**
 * A packet_in that each packet of a flow causes. Immutable. See {@link PacketInNotice} for the words.
 *
 * @param edits what to do to the packet before it goes to the controller; no outputs among them
 */
public record PacketInRequest(
        PacketInNotice.Cause cause,
        int tableId,
        long cookie,
        int maxLength,
        int controllerId,
        long metadata,
        List<DatapathAction> edits) {
    public PacketInRequest {
        edits = List.copyOf(edits);
    }

    /** The notice for one packet, whose edits are made. */
    public PacketInNotice notice(int inPort, byte[] packet) {
        return new PacketInNotice(cause, tableId, cookie, maxLength, controllerId, inPort, metadata, packet);
    }
}
