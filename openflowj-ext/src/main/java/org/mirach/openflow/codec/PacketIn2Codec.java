package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.PacketIn2;
import org.mirach.openflow.message.PacketIn2.Continuation;
import org.mirach.openflow.message.PacketIn2.Step;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.vendor.Nicira;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** NXT_PACKET_IN2 and NXT_RESUME (nicira-ext.h; the continuation as Open vSwitch's ofctl prints it). */
final class PacketIn2Codec {
    private static final int BODY = 16;
    private static final int PACKET = 0;
    private static final int FULL_LEN = 1;
    private static final int BUFFER_ID = 2;
    private static final int TABLE_ID = 3;
    private static final int COOKIE = 4;
    private static final int REASON = 5;
    private static final int METADATA = 6;
    private static final int USERDATA = 7;
    private static final int CONTINUATION = 8;
    private static final int BRIDGE = 0x8000;
    private static final int STACK = 0x8001;
    private static final int MIRRORS = 0x8002;
    private static final int TRACKED = 0x8003;
    private static final int STEP_TABLE_ID = 0x8004;
    private static final int STEP_COOKIE = 0x8005;
    private static final int ACTIONS = 0x8006;
    private static final int ACTION_SET = 0x8007;
    private static final int DATAPATH_PORT = 0x8008;

    private PacketIn2Codec() {}

    static PacketIn2 read(Dialect dialect, byte[] from, boolean resume) throws OpenFlowException {
        Bytes packet = Bytes.EMPTY;
        int fullLength = 0;
        int tableId = 0;
        long cookie = 0;
        int reason = 0;
        Match metadata = Match.ANY;
        Bytes userdata = Bytes.EMPTY;
        Optional<Continuation> continuation = Optional.empty();
        PropertyReader in = new PropertyReader(from, BODY, from.length);
        while (in.advance()) {
            switch ((int) Math.min(in.type(), PropertyReader.EXPERIMENTER)) {
                case PACKET -> packet = Octets.bytes(from, in.value(), in.valueEnd());
                case FULL_LEN -> fullLength = in.i32();
                case BUFFER_ID -> in.i32();
                case TABLE_ID -> tableId = in.u8();
                case COOKIE -> cookie = in.i64();
                case REASON -> reason = in.u8();
                case METADATA -> metadata = fields(dialect, from, in.value(), in.valueEnd());
                case USERDATA -> userdata = Octets.bytes(from, in.value(), in.valueEnd());
                case CONTINUATION -> continuation = Optional.of(continuation(dialect, from, in));
                default -> unknown(dialect, in, "packet_in");
            }
        }
        Dialect.need(packet.size() > 0, OfError.OFPBRC_BAD_LEN, "no packet");
        Dialect.need(
                fullLength == 0 || fullLength >= packet.size(), OfError.OFPBRC_BAD_LEN, "full length %", fullLength);
        return new PacketIn2(
                dialect.version,
                Octets.u32(from, 4),
                resume,
                packet,
                fullLength == 0 ? packet.size() : fullLength,
                tableId,
                cookie,
                reason,
                metadata,
                userdata,
                continuation);
    }

    private static Match fields(Dialect dialect, byte[] from, int start, int end) throws OpenFlowException {
        MatchReader match = new MatchReader(dialect).withoutPrerequisites();
        match.readNakedFields(from, start, end);
        return match.match();
    }

    private static void unknown(Dialect dialect, PropertyReader in, String where) throws OpenFlowException {
        if (dialect.strict) {
            throw in.unknown(where);
        }
    }

    private static Continuation continuation(Dialect dialect, byte[] from, PropertyReader outer)
            throws OpenFlowException {
        Bytes bridge = Bytes.EMPTY;
        List<Bytes> stack = new ArrayList<>();
        boolean tracked = false;
        int tableId = 0;
        long cookie = 0;
        List<Step> steps = new ArrayList<>();
        List<Action> actionSet = List.of();
        int datapathPort = 0;
        Dialect.need(outer.size() >= 4, OfError.OFPBPC_BAD_LEN, "short continuation");
        PropertyReader in = new PropertyReader(from, outer.value() + 4, outer.valueEnd());
        while (in.advance()) {
            switch ((int) Math.min(in.type(), PropertyReader.EXPERIMENTER)) {
                case BRIDGE -> bridge = Octets.bytes(from, in.value(), in.valueEnd());
                case STACK -> stack.add(Octets.bytes(from, in.value(), in.valueEnd()));
                case MIRRORS -> in.i32();
                case TRACKED -> tracked = true;
                case STEP_TABLE_ID -> tableId = in.u8();
                case STEP_COOKIE -> cookie = in.i64();
                case ACTIONS -> steps.add(new Step(tableId, cookie, actions(dialect, from, in)));
                case ACTION_SET -> actionSet = actions(dialect, from, in);
                case DATAPATH_PORT -> datapathPort = in.i32();
                default -> unknown(dialect, in, "continuation");
            }
        }
        return new Continuation(bridge, stack, tracked, steps, actionSet, datapathPort);
    }

    private static List<Action> actions(Dialect dialect, byte[] from, PropertyReader in) throws OpenFlowException {
        Dialect.need(in.size() >= 4, OfError.OFPBPC_BAD_LEN, "short actions");
        return ActionReader.read(dialect, from, in.value() + 4, in.valueEnd());
    }

    static void write(PacketIn2 packet, ByteBuf out) {
        OFVersion version = packet.version();
        int start = Frames.beginNicira(
                out, version, packet.resume() ? Nicira.NXT_RESUME : Nicira.NXT_PACKET_IN2, packet.xid());
        octets(out, PACKET, packet.packet());
        if (packet.fullLength() > packet.packet().size()) {
            Properties.i32(out, FULL_LEN, packet.fullLength());
        }
        Properties.u8(out, TABLE_ID, packet.tableId());
        if (packet.cookie() != -1L) {
            Properties.i64(out, COOKIE, packet.cookie());
        }
        Properties.u8(out, REASON, packet.reason());
        int metadata = Properties.begin(out, METADATA);
        MatchWriter.nakedFields(
                packet.metadata(), version == OFVersion.OF_10 ? FieldWire.NXM : version.getWireVersion(), out);
        Properties.end(out, metadata);
        packet.continuation().ifPresent(continuation -> write(continuation, version, out));
        if (packet.userdata().size() > 0) {
            octets(out, USERDATA, packet.userdata());
        }
        Frames.end(out, start);
    }

    private static void octets(ByteBuf out, int type, Bytes value) {
        int start = Properties.begin(out, type);
        out.writeBytes(value.array());
        Properties.end(out, start);
    }

    private static void write(Continuation continuation, OFVersion version, ByteBuf out) {
        int start = Properties.begin(out, CONTINUATION);
        out.writeInt(0);
        int inside = out.writerIndex();
        if (continuation.bridge().size() > 0) {
            octets(out, BRIDGE, continuation.bridge());
        }
        continuation.stack().forEach(value -> octets(out, STACK, value));
        if (continuation.tracked()) {
            octets(out, TRACKED, Bytes.EMPTY);
        }
        int tableId = 0;
        long cookie = 0;
        for (Step step : continuation.steps()) {
            if (step.tableId() != tableId) {
                tableId = step.tableId();
                Properties.u8(out, STEP_TABLE_ID, tableId);
            }
            if (step.cookie() != cookie) {
                cookie = step.cookie();
                Properties.i64(out, STEP_COOKIE, cookie);
            }
            writeActions(ACTIONS, step.actions(), version, out);
        }
        writeActions(ACTION_SET, continuation.actionSet(), version, out);
        if (continuation.datapathPort() != 0) {
            Properties.i32(out, DATAPATH_PORT, continuation.datapathPort());
        }
        if (out.writerIndex() == inside) {
            out.writerIndex(start);
        } else {
            Properties.end(out, start);
        }
    }

    private static void writeActions(int type, List<Action> actions, OFVersion version, ByteBuf out) {
        if (!actions.isEmpty()) {
            int start = Properties.begin(out, type);
            out.writeInt(0);
            new ActionWriter(out, version, Match.ANY).write(actions);
            Properties.end(out, start);
        }
    }
}
