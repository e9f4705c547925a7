package org.mirach.vswitch.pipeline;

import org.mirach.vswitch.pipeline.port.PortSnapshot;
import org.mirach.vswitch.pipeline.table.FlowEntry;
import org.mirach.vswitch.pipeline.table.FlowTable;

/**
 * One published version of the pipeline: all of a change or nothing of it. Valid inside {@link PipelineReader#read}.
 *
 * @param version grows by one with each published change, of flow tables and ports alike
 * @param settingsVersion version that last changed anything but flow tables: ports, what a miss does
 * @param ports the ports of that version
 * @param missToController whether a packet that no entry matches goes to the controller (OpenFlow 1.0) or is dropped
 * @param tables by table id
 */
public record PipelineView(
        long version, long settingsVersion, PortSnapshot ports, boolean missToController, FlowTable[] tables) {
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
}
