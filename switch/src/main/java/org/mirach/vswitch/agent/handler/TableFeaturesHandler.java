package org.mirach.vswitch.agent.handler;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldIds;
import org.mirach.openflow.message.TableFeatures;
import org.mirach.openflow.message.TableFeatures.Property;
import org.mirach.openflow.message.TableFeaturesReply;
import org.mirach.openflow.message.TableFeaturesRequest;
import org.mirach.openflow.model.Bytes;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.match.FieldSlot;

/**
 * OFPMP_TABLE_FEATURES: what each table can do (OpenFlow 1.3.5, 7.3.5.5). {@code ovs-ofctl -O OpenFlow13} asks for it
 * before each change of a flow. Setting features is refused, as in Open vSwitch.
 *
 * <p>A table's lists for misses are left out: they are those of other packets.
 */
@RunsOn(Role.AGENT)
final class TableFeaturesHandler implements MessageHandler<TableFeaturesRequest> {
    private static final int INSTRUCTIONS = 0;
    private static final int NEXT_TABLES = 2;
    private static final int WRITE_ACTIONS = 4;
    private static final int APPLY_ACTIONS = 6;
    private static final int MATCH = 8;
    private static final int WILDCARDS = 10;
    private static final int WRITE_SETFIELD = 12;
    private static final int APPLY_SETFIELD = 14;
    private static final int TABLES_PER_REPLY = 16;
    /** Goto-table, write-metadata, write-, apply- and clear-actions, meter. */
    private static final int[] INSTRUCTION_TYPES = {1, 2, 3, 4, 5, 6};
    /** Every action of OpenFlow 1.3: output, copy TTL, MPLS TTL, tags, queue, group, TTL, set-field, PBB. */
    private static final int[] ACTION_TYPES = {0, 11, 12, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27};

    private final Pipeline pipeline;

    TableFeaturesHandler(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public Answer handle(Peer peer, TableFeaturesRequest request) throws OpenFlowException {
        if (!request.tables().isEmpty()) {
            throw new OpenFlowException(OfError.OFPTFFC_EPERM, "table features can't be changed");
        }
        Iterator<TableFeaturesReply> replies = IntStream.iterate(
                        0, i -> i < ShownTables.COUNT, i -> i + TABLES_PER_REPLY)
                .mapToObj(from -> piece(request, from))
                .iterator();
        return new Answer.Stream(replies);
    }

    private TableFeaturesReply piece(TableFeaturesRequest request, int from) {
        int to = Math.min(ShownTables.COUNT, from + TABLES_PER_REPLY);
        List<TableFeatures> tables =
                IntStream.range(from, to).mapToObj(this::table).toList();
        return new TableFeaturesReply(request.version(), request.xid(), to < ShownTables.COUNT, tables);
    }

    private TableFeatures table(int tableId) {
        return new TableFeatures(
                tableId,
                "",
                -1L,
                -1L,
                0,
                pipeline.table(tableId).maxEntries(),
                List.of(
                        new Property(INSTRUCTIONS, Lists.INSTRUCTIONS), new Property(NEXT_TABLES, laterTables(tableId)),
                        new Property(WRITE_ACTIONS, Lists.ACTIONS), new Property(WRITE_SETFIELD, Lists.SETTABLE),
                        new Property(APPLY_ACTIONS, Lists.ACTIONS), new Property(APPLY_SETFIELD, Lists.SETTABLE),
                        new Property(MATCH, Lists.MATCHED), new Property(WILDCARDS, Lists.WILD)));
    }

    private static Bytes laterTables(int tableId) {
        WireBody body = new WireBody(ShownTables.COUNT);
        for (int next = tableId + 1; next < ShownTables.COUNT; next++) {
            body.u8(next);
        }
        return body.bytes();
    }

    /** What all tables share. */
    private static final class Lists {
        static final Bytes INSTRUCTIONS = types(INSTRUCTION_TYPES);
        static final Bytes ACTIONS = types(ACTION_TYPES);
        static final Bytes MATCHED = fields(true, false);
        static final Bytes WILD = fields(false, false);
        static final Bytes SETTABLE = fields(false, true);

        private static Bytes types(int[] types) {
            WireBody body = new WireBody(4 * types.length);
            for (int type : types) {
                body.u16(type).u16(4);
            }
            return body.bytes();
        }

        /** OXM headers; the mask bit says that a field's bits can be masked. */
        private static Bytes fields(boolean withMaskBit, boolean settableOnly) {
            WireBody body = new WireBody(256);
            for (int i = 0; i < Field.count(); i++) {
                Field field = Field.at(i);
                if (field.oxmId() >>> 7 == FieldIds.OXM_CLASS
                        && FieldSlot.of(field) != null
                        && (field.settable() || !settableOnly)) {
                    boolean mask = withMaskBit && field.maskable();
                    body.u32((long) field.oxmId() << 9 | (mask ? 1 << 8 | 2 * field.oxmOctets() : field.oxmOctets()));
                }
            }
            return body.bytes();
        }
    }
}
