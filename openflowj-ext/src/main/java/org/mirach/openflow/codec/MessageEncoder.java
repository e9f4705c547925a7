package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import org.mirach.openflow.message.AggregateStatsReply;
import org.mirach.openflow.message.AggregateStatsRequest;
import org.mirach.openflow.message.AsyncConfig;
import org.mirach.openflow.message.BasicRequest;
import org.mirach.openflow.message.BundleAdd;
import org.mirach.openflow.message.BundleControl;
import org.mirach.openflow.message.CtFlush;
import org.mirach.openflow.message.ErrorMessage;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowMonitorCancel;
import org.mirach.openflow.message.FlowMonitorRequest;
import org.mirach.openflow.message.FlowRemoved;
import org.mirach.openflow.message.FlowStatsReply;
import org.mirach.openflow.message.FlowStatsRequest;
import org.mirach.openflow.message.FlowUpdates;
import org.mirach.openflow.message.GroupDescReply;
import org.mirach.openflow.message.GroupMod;
import org.mirach.openflow.message.ItemRequest;
import org.mirach.openflow.message.MeterMod;
import org.mirach.openflow.message.MirachMessage;
import org.mirach.openflow.message.NiciraMessage;
import org.mirach.openflow.message.PacketIn;
import org.mirach.openflow.message.PacketIn2;
import org.mirach.openflow.message.PacketOut;
import org.mirach.openflow.message.PortDescReply;
import org.mirach.openflow.message.PortDescRequest;
import org.mirach.openflow.message.PortMod;
import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.message.RawMultipart;
import org.mirach.openflow.message.RequestForward;
import org.mirach.openflow.message.RoleReply;
import org.mirach.openflow.message.RoleRequest;
import org.mirach.openflow.message.RoleStatus;
import org.mirach.openflow.message.SetConfig;
import org.mirach.openflow.message.TableFeaturesReply;
import org.mirach.openflow.message.TableFeaturesRequest;
import org.mirach.openflow.message.TableMod;
import org.mirach.openflow.message.TlvTable;
import org.mirach.openflow.vendor.Onf;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPortDesc;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Writes messages, ours and OpenFlowJ's, into a buffer. A reply of many entries may take several messages. */
public final class MessageEncoder {
    private static final int PORT_DESC = 13;
    private static final int REQUESTFORWARD = 32;
    private static final int MORE = 1;

    private MessageEncoder() {}

    /**
     * Appends {@code message} to {@code out}.
     *
     * @throws IllegalArgumentException the message is larger than 65535 octets and cannot be split; {@code out} is as
     * it was
     */
    public static void encode(OFMessage message, ByteBuf out) {
        if (message instanceof MirachMessage ours) {
            encodeOurs(ours, out);
        } else {
            message.writeTo(out);
        }
    }

    private static void encodeOurs(MirachMessage message, ByteBuf out) {
        switch (message) {
            case PacketIn packet -> PacketCodec.write(packet, out);
            case FlowMod mod -> FlowModCodec.write(mod, out);
            case PacketOut packet -> PacketCodec.write(packet, out);
            case FlowRemoved gone -> PacketCodec.write(gone, out);
            case FlowStatsRequest request -> FlowStatsCodec.write(request, out);
            case FlowStatsReply reply -> FlowStatsCodec.write(reply, out);
            case AggregateStatsRequest request -> FlowStatsCodec.write(request, out);
            case AggregateStatsReply reply -> FlowStatsCodec.write(reply, out);
            case ErrorMessage error -> ErrorCodec.write(error, out);
            case RoleRequest role -> ControlCodec.write(role, out);
            case RoleReply role -> ControlCodec.write(role, out);
            case RoleStatus role -> ControlCodec.write(role, out);
            case AsyncConfig config -> AsyncCodec.write(config, out);
            case NiciraMessage nicira -> ControlCodec.write(nicira, out);
            case TableFeaturesRequest request -> TableFeaturesCodec.write(request, out);
            case TableFeaturesReply reply -> TableFeaturesCodec.write(reply, out);
            case PortDescRequest request -> RequestCodec.write(request, out);
            case BasicRequest request -> RequestCodec.write(request, out);
            case ItemRequest request -> RequestCodec.write(request, out);
            case SetConfig config -> RequestCodec.write(config, out);
            case PortMod mod -> RequestCodec.write(mod, out);
            case TableMod mod -> RequestCodec.write(mod, out);
            case BundleControl control -> BundleCodec.write(control, out);
            case BundleAdd add -> BundleCodec.write(add, out);
            case FlowMonitorRequest request -> MonitorCodec.write(request, out);
            case FlowMonitorCancel cancel -> MonitorCodec.write(cancel, out);
            case FlowUpdates updates -> MonitorCodec.write(updates, out);
            case TlvTable table -> TlvTableCodec.write(table, out);
            case CtFlush flush -> CtFlushCodec.write(flush, out);
            case PacketIn2 packet -> PacketIn2Codec.write(packet, out);
            case GroupDescReply reply -> GroupCodec.write(reply, out);
            case RequestForward forward -> {
                int start = forward.version() == OFVersion.OF_13
                        ? Frames.beginOnf(out, forward.version(), Onf.REQUESTFORWARD, forward.xid())
                        : Frames.begin(out, forward.version(), REQUESTFORWARD, forward.xid());
                encodeOurs(forward.request(), out);
                Frames.end(out, start);
            }
            case PortDescReply reply -> portDesc(reply, out);
            case GroupMod mod -> GroupCodec.write(mod, out);
            case MeterMod mod -> MeterCodec.write(mod, out);
            case RawMultipart raw -> {
                int start = Frames.beginMultipart(
                        out, raw.version(), raw.reply(), raw.multipartType(), raw.flags(), raw.xid());
                out.writeBytes(raw.body().array());
                Frames.end(out, start);
            }
            case RawMessage raw -> {
                int start = Frames.begin(out, raw.version(), raw.wireType(), raw.xid());
                out.writeBytes(raw.body().array());
                Frames.end(out, start);
            }
        }
    }

    private static void portDesc(PortDescReply reply, ByteBuf out) {
        int start = Frames.beginMultipart(out, reply.version(), true, PORT_DESC, 0, reply.xid());
        int size = 64;
        for (OFPortDesc port : reply.ports()) {
            if (out.writerIndex() - start + size > Frames.MAX_SIZE) {
                out.setShort(start + 10, MORE);
                Frames.end(out, start);
                start = Frames.beginMultipart(out, reply.version(), true, PORT_DESC, 0, reply.xid());
            }
            port.writeTo(out);
        }
        out.setShort(start + 10, reply.more() ? MORE : 0);
        Frames.end(out, start);
    }
}
