package org.mirach.vswitch.slowpath;

import java.util.List;
import org.mirach.vswitch.flow.DatapathAction;

/** Applies header edits to a packet outside the engine: what a controller gets is the packet as it was at that point. */
@FunctionalInterface
public interface PacketEditor {
    /** A copy of {@code packet} after {@code edits} (no outputs among them), checksums kept right. */
    byte[] edit(byte[] packet, List<DatapathAction> edits);
}
