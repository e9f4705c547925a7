package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.projectfloodlight.openflow.protocol.OFTableMod;

/** OFPT_TABLE_MOD: OpenFlow 1.3 left it nothing to configure (7.3.3), so that only the table id can be wrong. */
@RunsOn(Role.AGENT)
final class TableModHandler implements MessageHandler<OFTableMod> {
    private static final int ALL_TABLES = 255;

    @Override
    public Answer handle(Peer peer, OFTableMod message) throws OpenFlowException {
        int tableId = message.getTableId().getValue() & 0xff;
        if (tableId >= ShownTables.COUNT && tableId != ALL_TABLES) {
            throw new OpenFlowException(OfError.OFPTMFC_BAD_TABLE, "table " + tableId);
        }
        return Answer.NONE;
    }
}
