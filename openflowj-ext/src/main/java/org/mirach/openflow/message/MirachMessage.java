package org.mirach.openflow.message;

import com.google.common.hash.PrimitiveSink;
import io.netty.buffer.ByteBuf;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * A message of ours among OpenFlowJ's: it travels as {@link OFMessage}, but only our encoder writes it. The version
 * says which wire the message came from or goes to; nothing else in it depends on the version.
 */
public sealed interface MirachMessage extends OFMessage
        permits FlowMod,
                PacketIn,
                PacketOut,
                FlowRemoved,
                FlowStatsRequest,
                FlowStatsReply,
                AggregateStatsRequest,
                AggregateStatsReply,
                ErrorMessage,
                RoleRequest,
                RoleReply,
                RoleStatus,
                AsyncConfig,
                NiciraMessage,
                TableFeaturesRequest,
                TableFeaturesReply,
                PortDescRequest,
                PortDescReply,
                BasicRequest,
                ItemRequest,
                SetConfig,
                PortMod,
                TableMod,
                BundleControl,
                BundleAdd,
                FlowMonitorRequest,
                FlowMonitorCancel,
                FlowUpdates,
                TlvTable,
                CtFlush,
                PacketIn2,
                GroupDescReply,
                RequestForward,
                GroupMod,
                MeterMod,
                RawMultipart,
                RawMessage {
    OFVersion version();

    long xid();

    @Override
    default OFVersion getVersion() {
        return version();
    }

    @Override
    default long getXid() {
        return xid();
    }

    @Override
    default boolean equalsIgnoreXid(Object other) {
        throw new UnsupportedOperationException(
                "compare the components of " + getClass().getSimpleName());
    }

    @Override
    default int hashCodeIgnoreXid() {
        throw new UnsupportedOperationException(
                "hash the components of " + getClass().getSimpleName());
    }

    @Override
    default void writeTo(ByteBuf out) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " is written by MessageEncoder");
    }

    @Override
    default void putTo(PrimitiveSink sink) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no sink form");
    }

    @Override
    default Builder createBuilder() {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " is a record: make another");
    }

    @Override
    OFType getType();
}
