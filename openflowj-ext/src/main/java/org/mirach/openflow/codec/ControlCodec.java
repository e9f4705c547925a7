package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.MirachMessage;
import org.mirach.openflow.message.NiciraMessage;
import org.mirach.openflow.message.RoleReply;
import org.mirach.openflow.message.RoleRequest;
import org.mirach.openflow.message.RoleStatus;
import org.mirach.openflow.model.ControllerRole;
import org.mirach.openflow.vendor.Nicira;
import org.mirach.openflow.vendor.Onf;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Roles (OpenFlow 1.3.5, 7.3.9) and Nicira's messages that set up a connection. */
final class ControlCodec {
    private static final ControllerRole[] ROLES = ControllerRole.values();
    private static final int ROLE_REQUEST = 24;
    private static final int ROLE_REPLY = 25;
    static final int ROLE_STATUS = 30;

    private ControlCodec() {}

    static RoleRequest readRoleRequest(Dialect dialect, byte[] from) throws OpenFlowException {
        Dialect.need(from.length == 24, OfError.OFPBRC_BAD_LEN, "role_request of % octets", from.length);
        return new RoleRequest(dialect.version, Octets.u32(from, 4), role(Octets.i32(from, 8)), Octets.i64(from, 16));
    }

    static RoleReply readRoleReply(Dialect dialect, byte[] from) throws OpenFlowException {
        Dialect.need(from.length == 24, OfError.OFPBRC_BAD_LEN, "role_reply of % octets", from.length);
        return new RoleReply(dialect.version, Octets.u32(from, 4), role(Octets.i32(from, 8)), Octets.i64(from, 16));
    }

    private static ControllerRole role(int wire) throws OpenFlowException {
        Dialect.need(wire >= 0 && wire < ROLES.length, OfError.OFPRRFC_BAD_ROLE, "role %", wire);
        return ROLES[wire];
    }

    /** Nicira counts from EQUAL and has no NOCHANGE. */
    private static ControllerRole niciraRole(byte[] from) throws OpenFlowException {
        Dialect.need(from.length == 20, OfError.OFPBRC_BAD_LEN, "NXT_ROLE of % octets", from.length);
        int wire = Octets.i32(from, 16);
        Dialect.need(wire >= 0 && wire < ROLES.length - 1, OfError.OFPRRFC_BAD_ROLE, "role %", wire);
        return ROLES[wire + 1];
    }

    /** Null for a subtype that is not of this class. */
    static MirachMessage readNicira(Dialect dialect, int subtype, byte[] from) throws OpenFlowException {
        OFVersion version = dialect.version;
        long xid = Octets.u32(from, 4);
        int size = switch (subtype) {
            case Nicira.NXT_SET_FLOW_FORMAT, Nicira.NXT_SET_PACKET_IN_FORMAT -> 20;
            case Nicira.NXT_FLOW_MOD_TABLE_ID, Nicira.NXT_SET_CONTROLLER_ID -> 24;
            case Nicira.NXT_FLOW_AGE -> 16;
            default -> from.length;
        };
        Dialect.need(from.length == size, OfError.OFPBRC_BAD_LEN, "Nicira message of % octets", from.length);
        return switch (subtype) {
            case Nicira.NXT_ROLE_REQUEST -> new RoleRequest(version, xid, niciraRole(from), 0);
            case Nicira.NXT_ROLE_REPLY -> new RoleReply(version, xid, niciraRole(from), 0);
            case Nicira.NXT_SET_FLOW_FORMAT -> {
                if (!dialect.of10) {
                    yield null;
                }
                int format = Octets.i32(from, 16);
                dialect.check(
                        format == NiciraMessage.SetFlowFormat.OPENFLOW10 || format == NiciraMessage.SetFlowFormat.NXM,
                        OfError.OFPBRC_EPERM,
                        "flow format %",
                        format);
                yield new NiciraMessage.SetFlowFormat(version, xid, format);
            }
            case Nicira.NXT_FLOW_MOD_TABLE_ID ->
                new NiciraMessage.FlowModTableId(version, xid, Octets.u8(from, 16) != 0);
            case Nicira.NXT_SET_PACKET_IN_FORMAT -> {
                int format = Octets.i32(from, 16);
                dialect.check(
                        format >= 0 && format <= NiciraMessage.SetPacketInFormat.NXT_PACKET_IN2,
                        OfError.OFPBRC_EPERM,
                        "packet-in format %",
                        format);
                yield new NiciraMessage.SetPacketInFormat(version, xid, format);
            }
            case Nicira.NXT_FLOW_AGE -> new NiciraMessage.FlowAge(version, xid);
            case Nicira.NXT_SET_CONTROLLER_ID -> {
                Dialect.need(Octets.zero(from, 16, 22), OfError.NXBRC_MUST_BE_ZERO, "controller id padding");
                yield new NiciraMessage.SetControllerId(version, xid, Octets.u16(from, 22));
            }
            default -> null;
        };
    }

    static void write(RoleRequest role, ByteBuf out) {
        writeRole(
                role.version(),
                ROLE_REQUEST,
                Nicira.NXT_ROLE_REQUEST,
                role.xid(),
                role.role(),
                role.generationId(),
                out);
    }

    static RoleStatus readRoleStatus(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        return new RoleStatus(
                dialect.version,
                Octets.u32(from, 4),
                role(Octets.i32(from, at)),
                Octets.u8(from, at + 4),
                Octets.i64(from, at + 8));
    }

    static void write(RoleStatus status, ByteBuf out) {
        int start = status.version() == OFVersion.OF_13
                ? Frames.beginOnf(out, status.version(), Onf.ROLE_STATUS, status.xid())
                : Frames.begin(out, status.version(), ROLE_STATUS, status.xid());
        out.writeInt(status.role().ordinal());
        out.writeByte(status.reason());
        out.writeZero(3);
        out.writeLong(status.generationId());
        Frames.end(out, start);
    }

    static void write(RoleReply role, ByteBuf out) {
        writeRole(role.version(), ROLE_REPLY, Nicira.NXT_ROLE_REPLY, role.xid(), role.role(), role.generationId(), out);
    }

    private static void writeRole(
            OFVersion version,
            int type,
            int niciraType,
            long xid,
            ControllerRole role,
            long generationId,
            ByteBuf out) {
        int start;
        if (version == OFVersion.OF_10) {
            start = Frames.beginNicira(out, version, niciraType, xid);
            out.writeInt(Math.max(0, role.ordinal() - 1));
        } else {
            start = Frames.begin(out, version, type, xid);
            out.writeInt(role.ordinal());
            out.writeInt(0);
            out.writeLong(generationId);
        }
        Frames.end(out, start);
    }

    static void write(NiciraMessage message, ByteBuf out) {
        OFVersion version = message.version();
        long xid = message.xid();
        int start;
        switch (message) {
            case NiciraMessage.SetFlowFormat format -> {
                start = Frames.beginNicira(out, version, Nicira.NXT_SET_FLOW_FORMAT, xid);
                out.writeInt(format.flowFormat());
            }
            case NiciraMessage.FlowModTableId tables -> {
                start = Frames.beginNicira(out, version, Nicira.NXT_FLOW_MOD_TABLE_ID, xid);
                out.writeByte(tables.set() ? 1 : 0);
                out.writeZero(7);
            }
            case NiciraMessage.SetPacketInFormat format -> {
                start = Frames.beginNicira(out, version, Nicira.NXT_SET_PACKET_IN_FORMAT, xid);
                out.writeInt(format.packetInFormat());
            }
            case NiciraMessage.SetControllerId id -> {
                start = Frames.beginNicira(out, version, Nicira.NXT_SET_CONTROLLER_ID, xid);
                out.writeZero(6);
                out.writeShort(id.controllerId());
            }
            case NiciraMessage.FlowAge _ -> start = Frames.beginNicira(out, version, Nicira.NXT_FLOW_AGE, xid);
        }
        Frames.end(out, start);
    }
}
