package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import org.mirach.openflow.message.AggregateStatsReply;
import org.mirach.openflow.message.AggregateStatsRequest;
import org.mirach.openflow.message.AsyncConfig;
import org.mirach.openflow.message.ErrorMessage;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowRemoved;
import org.mirach.openflow.message.FlowStatsReply;
import org.mirach.openflow.message.FlowStatsRequest;
import org.mirach.openflow.message.GroupMod;
import org.mirach.openflow.message.MeterMod;
import org.mirach.openflow.message.MirachMessage;
import org.mirach.openflow.message.NiciraMessage;
import org.mirach.openflow.message.PacketIn;
import org.mirach.openflow.message.PacketOut;
import org.mirach.openflow.message.PortDescReply;
import org.mirach.openflow.message.PortDescRequest;
import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.message.RawMultipart;
import org.mirach.openflow.message.RoleReply;
import org.mirach.openflow.message.RoleRequest;
import org.mirach.openflow.message.TableFeaturesReply;
import org.mirach.openflow.message.TableFeaturesRequest;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPortDesc;

/** Writes messages, ours and OpenFlowJ's, into a buffer. A reply of many entries may take several messages. */
public final class MessageEncoder {
    private static final int PORT_DESC = 13;
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
            case AsyncConfig config -> ControlCodec.write(config, out);
            case NiciraMessage nicira -> ControlCodec.write(nicira, out);
            case TableFeaturesRequest request -> TableFeaturesCodec.write(request, out);
            case TableFeaturesReply reply -> TableFeaturesCodec.write(reply, out);
            case PortDescRequest request ->
                Frames.end(out, Frames.beginMultipart(out, request.version(), false, PORT_DESC, 0, request.xid()));
            case PortDescReply reply -> portDesc(reply, out);
            case GroupMod mod -> GroupMeterCodec.write(mod, out);
            case MeterMod mod -> GroupMeterCodec.write(mod, out);
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
