package org.mirach.openflow.codec;

import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.vendor.Experimenters;

/** Reads lists of actions. Errors are those that Open vSwitch gives; a lenient reader keeps what it cannot read. */
final class ActionReader {
    private static final int HEADER = 8;
    static final int VLAN_PRESENT = 0x1000;

    private ActionReader() {}

    /** A list of actions that are executed one after the other. */
    static List<Action> read(Dialect dialect, byte[] from, int start, int end) throws OpenFlowException {
        return nested(dialect, from, start, end, false);
    }

    /** Actions of an action set, of which there are fewer kinds. */
    static List<Action> readSet(Dialect dialect, byte[] from, int start, int end) throws OpenFlowException {
        List<Action> actions = readAll(dialect, from, start, end);
        if (dialect.strict) {
            ActionNesting.checkSet(actions);
        }
        return actions;
    }

    private static List<Action> readAll(Dialect dialect, byte[] from, int start, int end) throws OpenFlowException {
        if (start == end) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>(4);
        int at = start;
        while (at < end) {
            Dialect.need(end - at >= HEADER, OfError.OFPBAC_BAD_LEN, "part of an action ends the list");
            int length = Octets.u16(from, at + 2);
            actions.add(dialect.strict ? readStrict(dialect, from, at, end) : readLenient(dialect, from, at, end));
            at += length;
        }
        return actions;
    }

    /**
     * Actions within another. Open vSwitch checks them for what may stand there as soon as it has read them.
     *
     * @param connection within ct, not clone
     */
    static List<Action> nested(Dialect dialect, byte[] from, int start, int end, boolean connection)
            throws OpenFlowException {
        List<Action> actions = readAll(dialect, from, start, end);
        if (dialect.strict) {
            ActionNesting.check(actions, connection);
        }
        return actions;
    }

    private static Action readStrict(Dialect dialect, byte[] from, int at, int end) throws OpenFlowException {
        int type = Octets.u16(from, at);
        checkKnown(dialect, type, from, at, end);
        checkLength(Octets.u16(from, at + 2), end - at);
        Action action = readOne(dialect, type, from, at);
        if (action == null) {
            throw new OpenFlowException(OfError.OFPBAC_BAD_TYPE, "action type " + type);
        }
        return action;
    }

    private static void checkLength(int length, int room) throws OpenFlowException {
        Dialect.need(
                length >= HEADER && length % 8 == 0 && length <= room,
                OfError.OFPBAC_BAD_LEN,
                "action length %",
                length);
    }

    /** Open vSwitch looks at the type and an experimenter's id before it looks at the length. */
    private static void checkKnown(Dialect dialect, int type, byte[] from, int at, int end) throws OpenFlowException {
        int last = dialect.of10 ? ActionType.OF10_ENQUEUE : dialect.of15 ? ActionType.COPY_FIELD : ActionType.POP_PBB;
        dialect.check(type <= last || type == ActionType.EXPERIMENTER, OfError.OFPBAC_BAD_TYPE, "action type %", type);
        if (type == ActionType.EXPERIMENTER) {
            int experimenter = Octets.i32(from, at + 4);
            dialect.check(
                    experimenter == Experimenters.NICIRA || experimenter == Experimenters.ONF,
                    OfError.OFPBAC_BAD_VENDOR,
                    "action of experimenter 0x%",
                    experimenter);
            Dialect.need(end - at >= 10, OfError.OFPBAC_BAD_LEN, "short experimenter action");
            int subtype = Octets.u16(from, at + 8);
            dialect.check(
                    experimenter == Experimenters.ONF
                            || NiciraActionRules.known(subtype, dialect.version.getWireVersion()),
                    OfError.OFPBAC_BAD_VENDOR_TYPE,
                    "Nicira's action %",
                    subtype);
        }
    }

    private static Action readLenient(Dialect dialect, byte[] from, int at, int end) throws OpenFlowException {
        checkLength(Octets.u16(from, at + 2), end - at);
        int type = Octets.u16(from, at);
        int next = at + Octets.u16(from, at + 2);
        try {
            Action action = readOne(dialect, type, from, at);
            if (action != null) {
                return action;
            }
        } catch (OpenFlowException _) {
            // Kept raw below: what we cannot read must not cost the connection.
        }
        return new Action.Raw(type, Octets.bytes(from, at + 4, next));
    }

    /** Null for an unknown type. */
    private static Action readOne(Dialect dialect, int type, byte[] from, int at) throws OpenFlowException {
        int length = Octets.u16(from, at + 2);
        if (type == ActionType.EXPERIMENTER) {
            return NiciraActionReader.read(dialect, from, at, length);
        }
        return dialect.of10 ? readOf10(type, from, at, length) : readOf13(dialect, type, from, at, length);
    }

    private static Action readOf10(int type, byte[] from, int at, int length) throws OpenFlowException {
        switch (type) {
            case ActionType.OF10_SET_DL_SRC, ActionType.OF10_SET_DL_DST, ActionType.OF10_ENQUEUE -> exactly(16, length);
            default -> exactly(type > ActionType.OF10_ENQUEUE ? length : HEADER, length);
        }
        return switch (type) {
            case ActionType.OUTPUT -> output(PortNo.fromOf10(Octets.u16(from, at + 4)), Octets.u16(from, at + 6));
            case ActionType.OF10_SET_VLAN_VID -> new Action.SetVlanVid((int) limited(Octets.u16(from, at + 4), 0xfff));
            case ActionType.OF10_SET_VLAN_PCP -> new Action.SetVlanPcp((int) limited(Octets.u8(from, at + 4), 7));
            case ActionType.OF10_STRIP_VLAN -> new Action.PopVlan();
            case ActionType.OF10_SET_DL_SRC -> new Action.SetField(Field.ETH_SRC, Octets.number(from, at + 4, 6));
            case ActionType.OF10_SET_DL_DST -> new Action.SetField(Field.ETH_DST, Octets.number(from, at + 4, 6));
            case ActionType.OF10_SET_NW_SRC -> new Action.SetField(Field.IPV4_SRC, Octets.u32(from, at + 4));
            case ActionType.OF10_SET_NW_DST -> new Action.SetField(Field.IPV4_DST, Octets.u32(from, at + 4));
            case ActionType.OF10_SET_NW_TOS -> tos(Octets.u8(from, at + 4));
            case ActionType.OF10_SET_TP_SRC -> new Action.SetTpSrc(Octets.u16(from, at + 4));
            case ActionType.OF10_SET_TP_DST -> new Action.SetTpDst(Octets.u16(from, at + 4));
            case ActionType.OF10_ENQUEUE ->
                enqueue(PortNo.fromOf10(Octets.u16(from, at + 4)), Octets.i32(from, at + 12));
            default -> null;
        };
    }

    private static Action readOf13(Dialect dialect, int type, byte[] from, int at, int length)
            throws OpenFlowException {
        switch (type) {
            case ActionType.OUTPUT, 3, 4 -> exactly(16, length);
            case ActionType.SET_FIELD -> {}
            case ActionType.COPY_FIELD ->
                Dialect.need(length >= 16 && dialect.of15, OfError.OFPBAC_BAD_LEN, "copy_field of % octets", length);
            default -> exactly(type > ActionType.POP_PBB ? length : HEADER, length);
        }
        return switch (type) {
            case ActionType.OUTPUT -> outputOf13(from, at);
            case ActionType.COPY_TTL_OUT -> new Action.CopyTtlOut();
            case ActionType.COPY_TTL_IN -> new Action.CopyTtlIn();
            case ActionType.SET_MPLS_TTL -> new Action.SetMplsTtl(Octets.u8(from, at + 4));
            case ActionType.DEC_MPLS_TTL -> new Action.DecMplsTtl();
            case ActionType.PUSH_VLAN -> pushVlan(Octets.u16(from, at + 4));
            case ActionType.POP_VLAN -> new Action.PopVlan();
            case ActionType.PUSH_MPLS -> pushMpls(Octets.u16(from, at + 4));
            case ActionType.POP_MPLS -> new Action.PopMpls(Octets.u16(from, at + 4));
            case ActionType.SET_QUEUE -> new Action.SetQueue(Octets.i32(from, at + 4));
            case ActionType.GROUP -> new Action.Group(Octets.i32(from, at + 4));
            case ActionType.SET_NW_TTL -> new Action.SetNwTtl(Octets.u8(from, at + 4));
            case ActionType.DEC_NW_TTL -> new Action.DecNwTtl();
            case ActionType.SET_FIELD -> FieldActionReader.setField(dialect, from, at, length);
            case ActionType.COPY_FIELD -> FieldActionReader.copyField(dialect, from, at, length, 4, 12);
            case ActionType.PUSH_PBB -> new Action.PushPbb(Octets.u16(from, at + 4));
            case ActionType.POP_PBB -> new Action.PopPbb();
            default -> deprecated(type, from, at);
        };
    }

    /** Field actions of OpenFlow 1.1, which Open vSwitch still takes in 1.3; null for an unknown type. */
    private static Action deprecated(int type, byte[] from, int at) throws OpenFlowException {
        return switch (type) {
            case 1 -> new Action.SetField(Field.VLAN_VID, limited(Octets.u16(from, at + 4), 0xfff) | VLAN_PRESENT);
            case 2 -> new Action.SetField(Field.VLAN_PCP, limited(Octets.u8(from, at + 4), 7));
            case 3 -> new Action.SetField(Field.ETH_SRC, Octets.number(from, at + 4, 6));
            case 4 -> new Action.SetField(Field.ETH_DST, Octets.number(from, at + 4, 6));
            case 5 -> new Action.SetField(Field.IPV4_SRC, Octets.u32(from, at + 4));
            case 6 -> new Action.SetField(Field.IPV4_DST, Octets.u32(from, at + 4));
            case 7 -> tos(Octets.u8(from, at + 4));
            case 8 -> new Action.SetField(Field.IP_ECN, limited(Octets.u8(from, at + 4), 3));
            case 9 -> new Action.SetTpSrc(Octets.u16(from, at + 4));
            case 10 -> new Action.SetTpDst(Octets.u16(from, at + 4));
            case 13 -> new Action.SetField(Field.MPLS_LABEL, Octets.u32(from, at + 4) & 0xfffff);
            case 14 -> new Action.SetField(Field.MPLS_TC, Octets.u8(from, at + 4) & 7);
            default -> null;
        };
    }

    static void exactly(int expected, int length) throws OpenFlowException {
        Dialect.need(expected == length, OfError.OFPBAC_BAD_LEN, "action length %", length);
    }

    static long limited(long value, long max) throws OpenFlowException {
        Dialect.need(value <= max, OfError.OFPBAC_BAD_ARGUMENT, "argument %", value);
        return value;
    }

    private static Action tos(int tos) throws OpenFlowException {
        Dialect.need((tos & 3) == 0, OfError.OFPBAC_BAD_ARGUMENT, "ToS with ECN bits");
        return new Action.SetField(Field.IP_DSCP, tos >> 2);
    }

    private static Action outputOf13(byte[] from, int at) throws OpenFlowException {
        int port = Octets.i32(from, at + 4);
        Dialect.need(PortNo.fitsOf10(port), OfError.OFPBAC_BAD_OUT_PORT, "port %", port);
        return output(port, Octets.u16(from, at + 8));
    }

    private static Action output(int port, int maxLength) throws OpenFlowException {
        checkPort(port);
        return new Action.Output(port, maxLength);
    }

    /** Of the reserved ports, one can output to those from IN_PORT to LOCAL. */
    static void checkPort(int port) throws OpenFlowException {
        Dialect.need(
                port != PortNo.ANY && (!PortNo.reserved(port) || port - PortNo.IN_PORT >= 0),
                OfError.OFPBAC_BAD_OUT_PORT,
                "port %",
                port);
    }

    private static Action enqueue(int port, int queueId) throws OpenFlowException {
        Dialect.need(
                !PortNo.reserved(port) || port == PortNo.IN_PORT || port == PortNo.LOCAL,
                OfError.OFPBAC_BAD_OUT_PORT,
                "enqueue to port %",
                port);
        return new Action.Enqueue(port, queueId);
    }

    private static Action pushVlan(int etherType) throws OpenFlowException {
        Dialect.need(
                etherType == EtherType.VLAN || etherType == EtherType.VLAN_SERVICE,
                OfError.OFPBAC_BAD_ARGUMENT,
                "push_vlan of Ethernet type 0x%",
                etherType);
        return new Action.PushVlan(etherType);
    }

    static Action pushMpls(int etherType) throws OpenFlowException {
        Dialect.need(
                etherType == EtherType.MPLS || etherType == EtherType.MPLS_MULTICAST,
                OfError.OFPBAC_BAD_ARGUMENT,
                "push_mpls of Ethernet type 0x%",
                etherType);
        return new Action.PushMpls(etherType);
    }
}
