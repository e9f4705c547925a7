package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.message.TableMod;
import org.mirach.vswitch.pipeline.table.FlowTable;
import org.mirach.vswitch.pipeline.table.Vacancy;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Writes ofp_table_desc (OpenFlow 1.4.1, 7.3.5.15). Stateless. */
public final class TableDescWire {
    private static final int TABLE_STATUS = 31;
    private static final int FIXED_BYTES = 8;
    private static final int PROPERTY_BYTES = 8;
    private static final int EVICTION = 2;
    private static final int VACANCY = 3;
    private static final int EVICTION_FLAGS =
            TableMod.EVICTION_OTHER | TableMod.EVICTION_IMPORTANCE | TableMod.EVICTION_LIFETIME;

    private TableDescWire() {}

    static void write(WireBody body, FlowTable table) {
        Vacancy vacancy = table.vacancy();
        int config = (table.evictionByController() ? TableMod.EVICTION : 0)
                | (vacancy.enabled() ? TableMod.VACANCY_EVENTS : 0);
        body.u16(FIXED_BYTES + PROPERTY_BYTES * (vacancy.enabled() ? 2 : 1))
                .u8(table.tableId())
                .zeros(1)
                .u32(config);
        body.u16(EVICTION).u16(PROPERTY_BYTES).u32(EVICTION_FLAGS);
        if (vacancy.enabled()) {
            body.u16(VACANCY)
                    .u16(PROPERTY_BYTES)
                    .u8(vacancy.downPercent())
                    .u8(vacancy.upPercent())
                    .u8(table.freePercent())
                    .zeros(1);
        }
    }

    /** The message that tells of a table's free room. */
    public static RawMessage tableStatus(OFVersion version, FlowTable table, int reason) {
        WireBody body = new WireBody(32).u8(reason).zeros(7);
        write(body, table);
        return new RawMessage(version, 0, TABLE_STATUS, body.bytes());
    }
}
