package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.mirach.vswitch.pipeline.table.FlowTable;

/**
 * What the pipeline does with a packet, and with every other packet that agrees with it under {@code mask}. Immutable.
 *
 * @param actions what the engine does; empty drops
 * @param mask the bits that decided; packet zone only
 * @param packetIns for the controllers
 * @param entries the flow entries that were executed, each as often as it was
 * @param lookups the tables that were looked at
 * @param effects what the packet teaches the switch
 * @param usedMacTable whether the outcome depends on the MAC table
 * @param dropReason why nothing goes out, or null where something does
 * @param version of the pipeline
 * @param macVersion of the MAC table
 */
public record Translation(
        List<DatapathAction> actions,
        FlowMask mask,
        List<PacketInRequest> packetIns,
        List<FlowEntry> entries,
        List<TableLookup> lookups,
        List<Effect> effects,
        boolean usedMacTable,
        DropReason dropReason,
        long version,
        long macVersion) {
    public Translation {
        actions = List.copyOf(actions);
        packetIns = List.copyOf(packetIns);
        entries = List.copyOf(entries);
        lookups = List.copyOf(lookups);
        effects = List.copyOf(effects);
    }

    /** One lookup of the packet in a table. */
    public record TableLookup(FlowTable table, boolean matched) {}

    /** What a packet changes in the switch besides going through it. */
    public sealed interface Effect {
        /** NORMAL saw the address behind the port. {@code vlanVid} is 0 for frames without a tag. */
        record LearnMac(int vlanVid, long ethSrc, int portNo) implements Effect {}
    }
}
