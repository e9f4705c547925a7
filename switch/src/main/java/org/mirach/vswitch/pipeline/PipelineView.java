package org.mirach.vswitch.pipeline;

import org.mirach.vswitch.pipeline.group.GroupEntry;
import org.mirach.vswitch.pipeline.group.GroupTable;
import org.mirach.vswitch.pipeline.match.MaskedKey;
import org.mirach.vswitch.pipeline.meter.MeterEntry;
import org.mirach.vswitch.pipeline.meter.MeterTable;
import org.mirach.vswitch.pipeline.port.PortSnapshot;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.mirach.vswitch.pipeline.table.FlowTable;

/**
 * One published version of the pipeline: all of a change or nothing of it. Valid inside {@link PipelineReader#read}.
 *
 * @param version grows by one with each published change, of flow tables and ports alike
 * @param settingsVersion version that last changed anything but flow tables: ports, groups, meters, what a miss does
 * @param ports the ports of that version
 * @param missToController whether a packet that no entry matches goes to the controller (OpenFlow 1.0) or is dropped
 * @param controllerConnected whether some controller is connected: what buckets that watch port CONTROLLER ask
 * @param tables by table id
 * @param fragments what becomes of IP fragments
 * @param groupTable ask {@link #group} instead
 * @param meterTable ask {@link #meter} instead
 */
public record PipelineView(
        long version,
        long settingsVersion,
        PortSnapshot ports,
        boolean missToController,
        boolean controllerConnected,
        FragmentHandling fragments,
        FlowTable[] tables,
        GroupTable groupTable,
        MeterTable meterTable) {
    /** Number of tables, ids 0..254; the last is reserved, always empty and left out of statistics, as in Open vSwitch. */
    public static final int TABLES = 255;
    /** The reserved table. */
    public static final int RESERVED_TABLE = 254;
    /** In requests: all tables. */
    public static final int ALL_TABLES = 255;

    /**
     * The entry of highest priority that matches {@code key}, or null.
     *
     * @param key {@code KeyLayout.WORDS} words
     * @param lookedAt bits that the lookup depended on are or-ed in
     */
    public FlowEntry lookup(int tableId, long[] key, long[] lookedAt) {
        return tables[tableId].classifier().lookup(version, key, lookedAt);
    }

    /** The entry with exactly this match and priority, or null. */
    public FlowEntry find(int tableId, MaskedKey key, int priority) {
        return tables[tableId].classifier().find(version, key, priority);
    }

    /** The group of that id, or null. */
    public GroupEntry group(int groupId) {
        return groupTable.get(groupId, version);
    }

    /** The meter of that id, or null. */
    public MeterEntry meter(int meterId) {
        return meterTable.get(meterId, version);
    }
}
