package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.FlowMonitorCancel;
import org.mirach.openflow.message.FlowMonitorRequest;
import org.mirach.openflow.message.FlowMonitorRequest.Monitor;
import org.mirach.openflow.message.FlowUpdates;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.vendor.Experimenters;
import org.mirach.openflow.vendor.Nicira;
import org.mirach.openflow.vendor.Onf;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Flow monitors: Nicira's in OpenFlow 1.0, ONF's in 1.3, and those of 1.4 (7.3.5.17). */
final class MonitorCodec {
    static final int FLOW_MONITOR = 16;
    private static final int FIXED = 16;
    private static final int WHEN = FlowMonitorRequest.ADD | FlowMonitorRequest.REMOVED | FlowMonitorRequest.MODIFY;
    private static final int COMMON = WHEN | FlowMonitorRequest.INITIAL | FlowMonitorRequest.INSTRUCTIONS;

    private MonitorCodec() {}

    static FlowMonitorRequest request(Dialect dialect, byte[] from, int body) throws OpenFlowException {
        List<Monitor> monitors = new ArrayList<>();
        int at = body;
        while (at < from.length) {
            Dialect.need(from.length - at >= FIXED, OfError.OFPBRC_BAD_LEN, "part of a monitor");
            MatchReader match = new MatchReader(dialect);
            int next;
            if (dialect.of14) {
                Monitor monitor = of14(dialect, from, at);
                next = match.readOxmMatch(from, at + FIXED, from.length);
                monitors.add(with(monitor, match.match()));
            } else {
                Monitor monitor = extension(dialect, from, at);
                next = dialect.of10
                        ? match.readNxmMatch(from, at + FIXED, Octets.u16(from, at + 8), from.length, false)
                        : match.readOxmMatch(from, at + FIXED, from.length);
                monitors.add(with(monitor, match.match()));
            }
            at = next;
        }
        return new FlowMonitorRequest(dialect.version, Octets.u32(from, 4), monitors);
    }

    private static Monitor with(Monitor monitor, Match match) {
        return new Monitor(
                monitor.id(),
                monitor.command(),
                monitor.flags(),
                monitor.tableId(),
                monitor.outPort(),
                monitor.outGroup(),
                match);
    }

    private static Monitor of14(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        int command = Octets.u8(from, at + 15);
        int flags = Octets.u16(from, at + 12);
        int outPort = Octets.i32(from, at + 4);
        if (command != FlowMonitorRequest.DELETE_MONITOR) {
            checkFlags(dialect, flags, FlowMonitorRequest.ONLY_OWN);
            dialect.check(PortNo.fitsOf10(outPort), OfError.OFPBAC_BAD_OUT_PORT, "out_port 0x%", outPort);
        }
        return new Monitor(
                Octets.i32(from, at),
                command,
                flags,
                Octets.u8(from, at + 14),
                outPort,
                Octets.i32(from, at + 8),
                Match.ANY);
    }

    /** Nicira's and ONF's forms differ in where the ports stand. */
    private static Monitor extension(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        int flags = Octets.u16(from, at + 4);
        checkFlags(dialect, flags, FlowMonitorRequest.NO_ABBREV);
        int tableAt = dialect.of10 ? at + 10 : at + 12;
        dialect.check(Octets.zero(from, tableAt + 1, at + FIXED), OfError.NXBRC_MUST_BE_ZERO, "monitor padding");
        int outPort = dialect.of10 ? PortNo.fromOf10(Octets.u16(from, at + 6)) : Octets.i32(from, at + 8);
        dialect.check(PortNo.fitsOf10(outPort), OfError.OFPBAC_BAD_OUT_PORT, "out_port 0x%", outPort);
        return new Monitor(
                Octets.i32(from, at),
                FlowMonitorRequest.ADD_MONITOR,
                flags,
                Octets.u8(from, tableAt),
                outPort,
                PortNo.GROUP_ANY,
                Match.ANY);
    }

    private static void checkFlags(Dialect dialect, int flags, int more) throws OpenFlowException {
        dialect.check(
                (flags & WHEN) != 0 && (flags & ~(COMMON | more)) == 0,
                OfError.OFPMOFC_BAD_FLAGS,
                "monitor flags 0x%",
                flags);
    }

    static void write(FlowMonitorRequest request, ByteBuf out) {
        int start = begin(request.version(), false, request.xid(), out);
        OFVersion version = request.version();
        boolean of10 = version == OFVersion.OF_10;
        for (Monitor monitor : request.monitors()) {
            out.writeInt(monitor.id());
            if (of10) {
                out.writeShort(monitor.flags());
                out.writeShort(PortNo.toOf10(monitor.outPort()));
                int lengthAt = out.writerIndex();
                out.writeShort(0);
                out.writeByte(monitor.tableId());
                out.writeZero(5);
                out.setShort(lengthAt, MatchWriter.nxmMatch(monitor.match(), 0, 0, out));
            } else if (request.version() == OFVersion.OF_13) {
                writeOnf(monitor, version, out);
            } else {
                out.writeInt(monitor.outPort());
                out.writeInt(monitor.outGroup());
                out.writeShort(monitor.flags());
                out.writeByte(monitor.tableId());
                out.writeByte(monitor.command());
                MatchWriter.oxmMatch(monitor.match(), version.getWireVersion(), out);
            }
        }
        Frames.end(out, start);
    }

    private static void writeOnf(Monitor monitor, OFVersion version, ByteBuf out) {
        out.writeShort(monitor.flags());
        int lengthAt = out.writerIndex();
        out.writeShort(0);
        out.writeInt(monitor.outPort());
        out.writeByte(monitor.tableId());
        out.writeZero(3);
        int matchAt = out.writerIndex();
        MatchWriter.oxmMatch(monitor.match(), version.getWireVersion(), out);
        out.setShort(lengthAt, out.getUnsignedShort(matchAt + 2));
    }

    private static int begin(OFVersion version, boolean reply, long xid, ByteBuf out) {
        return switch (version) {
            case OF_10, OF_11, OF_12 -> Frames.beginNiciraStats(out, reply, Nicira.NXST_FLOW_MONITOR, 0, xid);
            case OF_13 -> Frames.beginExperimenterStats(out, version, reply, Experimenters.ONF, Onf.FLOW_MONITOR, xid);
            case OF_14, OF_15 -> Frames.beginMultipart(out, version, reply, FLOW_MONITOR, 0, xid);
        };
    }

    static FlowMonitorCancel cancel(Dialect dialect, byte[] from) {
        return new FlowMonitorCancel(dialect.version, Octets.u32(from, 4), Octets.i32(from, 16));
    }

    static void write(FlowMonitorCancel cancel, ByteBuf out) {
        int start = cancel.version() == OFVersion.OF_10
                ? Frames.beginNicira(out, cancel.version(), Nicira.NXT_FLOW_MONITOR_CANCEL, cancel.xid())
                : Frames.beginOnf(out, cancel.version(), Onf.FLOW_MONITOR_CANCEL, cancel.xid());
        out.writeInt(cancel.monitorId());
        Frames.end(out, start);
    }

    /** One message, or as many as the updates need. */
    static void write(FlowUpdates reply, ByteBuf out) {
        OFVersion version = reply.version();
        boolean of14 = Dialect.atLeast(version, OFVersion.OF_14);
        if (!of14 && reply.updates().size() == 1 && reply.updates().getFirst() instanceof FlowUpdates.Flow flow) {
            writeFlow(version, flow.paused(), out);
            return;
        }
        Pieces pieces = new Pieces(out, () -> begin(version, true, reply.xid(), out));
        for (FlowUpdates.Update update : reply.updates()) {
            pieces.add(() -> write(update, version, of14, out));
        }
        pieces.end(reply.more());
    }

    /** Before OpenFlow 1.4 a pause is a message. */
    private static void writeFlow(OFVersion version, boolean paused, ByteBuf out) {
        int start = version == OFVersion.OF_13
                ? Frames.beginOnf(out, version, paused ? Onf.FLOW_MONITOR_PAUSED : Onf.FLOW_MONITOR_RESUMED, 0)
                : Frames.beginNicira(
                        out, version, paused ? Nicira.NXT_FLOW_MONITOR_PAUSED : Nicira.NXT_FLOW_MONITOR_RESUMED, 0);
        Frames.end(out, start);
    }

    private static void write(FlowUpdates.Update update, OFVersion version, boolean of14, ByteBuf out) {
        int at = out.writerIndex();
        out.writeShort(8);
        out.writeShort(of14 ? update.event().ordinal() : event(update.event()));
        switch (update) {
            case FlowUpdates.Abbreviated own -> out.writeInt((int) own.flowModXid());
            case FlowUpdates.Flow _ -> out.writeInt(0);
            case FlowUpdates.Full full -> {
                if (of14) {
                    writeOf14(full, version, out);
                } else {
                    writeExtension(full, version, out);
                }
                out.setShort(at, out.writerIndex() - at);
            }
        }
    }

    /** Nicira's numbers have no INITIAL. */
    private static int event(FlowUpdates.Event event) {
        return switch (event) {
            case INITIAL, ADDED -> 0;
            case REMOVED -> 1;
            case MODIFIED -> 2;
            case ABBREVIATED, PAUSED, RESUMED -> 3;
        };
    }

    private static void writeOf14(FlowUpdates.Full full, OFVersion version, ByteBuf out) {
        out.writeByte(full.tableId());
        out.writeByte(full.reason());
        out.writeShort(full.idleTimeout());
        out.writeShort(full.hardTimeout());
        out.writeShort(full.priority());
        out.writeInt(0);
        out.writeLong(full.cookie());
        MatchWriter.oxmMatch(full.match(), version.getWireVersion(), out);
        InstructionCodec.write(full.instructions(), full.match(), version, out);
    }

    private static void writeExtension(FlowUpdates.Full full, OFVersion version, ByteBuf out) {
        out.writeShort(full.reason());
        out.writeShort(full.priority());
        out.writeShort(full.idleTimeout());
        out.writeShort(full.hardTimeout());
        int lengthAt = out.writerIndex();
        out.writeShort(0);
        out.writeByte(full.tableId());
        out.writeByte(0);
        out.writeLong(full.cookie());
        if (version == OFVersion.OF_10) {
            out.setShort(lengthAt, MatchWriter.nxmMatch(full.match(), 0, 0, out));
            InstructionCodec.write(full.instructions(), full.match(), version, out);
        } else {
            int matchAt = out.writerIndex();
            MatchWriter.oxmMatch(full.match(), version.getWireVersion(), out);
            out.setShort(lengthAt, out.getUnsignedShort(matchAt + 2));
            InstructionCodec.write(full.instructions(), full.match(), version, out);
        }
    }
}
