package org.mirach.vswitch.agent.handler;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.TunnelMetadataMap;
import org.mirach.openflow.message.TlvTable;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.Pipeline;

/** NXT_TLV_TABLE_MOD and NXT_TLV_TABLE_REQUEST; a mod is all or nothing, and takes away no row that a flow entry needs. */
@RunsOn(Role.AGENT)
final class TlvTableHandler implements MessageHandler<TlvTable.Mod> {
    private final Pipeline pipeline;

    TlvTableHandler(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public Answer handle(Peer peer, TlvTable.Mod message) throws OpenFlowException {
        TunnelMetadataMap table = pipeline.tunnelMetadata();
        switch (message.command()) {
            case TlvTable.Mod.ADD -> {
                for (TlvTable.Mapping mapping : message.mappings()) {
                    table = with(table, mapping);
                }
            }
            case TlvTable.Mod.DELETE ->
                table = without(
                        table,
                        message.mappings().stream().map(TlvTable.Mapping::index).toList());
            default ->
                table = without(
                        table,
                        table.mappings().stream()
                                .map(TunnelMetadataMap.Mapping::index)
                                .toList());
        }
        pipeline.tunnelMetadata(table);
        return Answer.NONE;
    }

    private static TunnelMetadataMap with(TunnelMetadataMap table, TlvTable.Mapping mapping) throws OpenFlowException {
        String named = "tun_metadata" + mapping.index();
        if (table.mapping(mapping.index()) != null) {
            throw new OpenFlowException(OfError.NXTTMFC_ALREADY_MAPPED, named);
        }
        if (table.find(mapping.optionClass(), mapping.optionType()) != null) {
            throw new OpenFlowException(OfError.NXTTMFC_DUP_ENTRY, named);
        }
        TunnelMetadataMap extended = table.with(new TunnelMetadataMap.Mapping(
                mapping.optionClass(), mapping.optionType(), mapping.optionLength(), mapping.index()));
        if (extended == null) {
            throw new OpenFlowException(OfError.NXTTMFC_TABLE_FULL, named);
        }
        return extended;
    }

    private TunnelMetadataMap without(TunnelMetadataMap table, List<Integer> indexes) throws OpenFlowException {
        TunnelMetadataMap rest = table;
        Set<Field> gone = new HashSet<>();
        for (int index : indexes) {
            if (rest.mapping(index) != null) {
                rest = rest.without(index);
                gone.add(Field.tunnelMetadata(index));
            }
        }
        if (!gone.isEmpty() && pipeline.uses(gone)) {
            throw new OpenFlowException(OfError.NXTTMFC_INVALID_TLV_DEL, "an option is in use");
        }
        return rest;
    }

    Answer list(Peer peer, long xid) {
        return Answer.of(new TlvTable.Reply(
                peer.version(),
                xid,
                TunnelMetadataMap.SPACE,
                TunnelMetadataMap.COUNT,
                pipeline.tunnelMetadata().mappings().stream()
                        .map(row ->
                                new TlvTable.Mapping(row.optionClass(), row.optionType(), row.octets(), row.index()))
                        .toList()));
    }
}
