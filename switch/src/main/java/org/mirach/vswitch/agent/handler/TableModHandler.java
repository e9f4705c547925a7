package org.mirach.vswitch.agent.handler;

import java.util.Optional;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.TableMod;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.Pipeline;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * OFPT_TABLE_MOD: eviction and vacancy events (OpenFlow 1.4.1, 7.3.4.1). OpenFlow 1.3 left it nothing to configure, so
 * that only the table id can be wrong (1.3.5, 7.3.3).
 */
@RunsOn(Role.AGENT)
final class TableModHandler implements MessageHandler<TableMod> {
    private static final int ALL_TABLES = 255;

    private final Pipeline pipeline;

    TableModHandler(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public Answer handle(Peer peer, TableMod message) throws OpenFlowException {
        int tableId = message.tableId();
        if (tableId > ShownTables.COUNT && tableId != ALL_TABLES) {
            throw new OpenFlowException(OfError.OFPTMFC_BAD_TABLE, "table " + tableId);
        }
        if (tableId == ShownTables.COUNT) {
            throw new OpenFlowException(OfError.OFPTMFC_EPERM, "table " + tableId + " is the switch's own");
        }
        if (message.version().getWireVersion() >= OFVersion.OF_14.getWireVersion()) {
            int first = tableId == ALL_TABLES ? 0 : tableId;
            int last = tableId == ALL_TABLES ? ShownTables.COUNT - 1 : tableId;
            for (int table = first; table <= last; table++) {
                apply(table, message);
            }
        }
        return Answer.NONE;
    }

    private void apply(int tableId, TableMod message) {
        pipeline.table(tableId).evictionByController((message.config() & TableMod.EVICTION) != 0);
        boolean events = (message.config() & TableMod.VACANCY_EVENTS) != 0;
        Optional<TableMod.Vacancy> vacancy = message.vacancy();
        pipeline.vacancy(
                tableId,
                vacancy.map(TableMod.Vacancy::down).orElse(0),
                vacancy.map(TableMod.Vacancy::up).orElse(0),
                events);
    }
}
