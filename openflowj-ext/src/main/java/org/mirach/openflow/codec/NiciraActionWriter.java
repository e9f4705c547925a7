package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldIds;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.vendor.Experimenters;
import org.mirach.openflow.vendor.Nicira;

/**
 * Writes Nicira's actions.
 *
 * <p><b>Threads:</b> one; made for one list.
 */
final class NiciraActionWriter {
    private final ByteBuf out;

    NiciraActionWriter(ByteBuf out) {
        this.out = out;
    }

    void write(Action action) {
        switch (action) {
            case Action.Resubmit resubmit -> resubmit(resubmit);
            case Action.RegLoad load -> load(load.destination(), load.value());
            case Action.RegMove move -> move(move);
            case Action.OutputReg output -> outputReg(output);
            case Action.Controller controller -> controller(controller);
            case Action.DecNwTtlControllers dec -> decTtl(dec);
            case Action.Note note -> note(note);
            case Action.PopQueue _ -> word(Nicira.NXAST_POP_QUEUE, 0, 0);
            case Action.Exit _ -> word(Nicira.NXAST_EXIT, 0, 0);
            case Action.Group group -> word(Nicira.NXAST_GROUP, 0, group.groupId());
            case Action.SetQueue set -> word(Nicira.NXAST_SET_QUEUE, 0, set.queueId());
            case Action.PushMpls push -> word(Nicira.NXAST_PUSH_MPLS, push.etherType(), 0);
            case Action.PopMpls pop -> word(Nicira.NXAST_POP_MPLS, pop.etherType(), 0);
            case Action.DecNwTtl _ -> word(Nicira.NXAST_DEC_TTL, 0, 0);
            case Action.SetMplsTtl set -> word(Nicira.NXAST_SET_MPLS_TTL, set.ttl() << 8, 0);
            case Action.DecMplsTtl _ -> word(Nicira.NXAST_DEC_MPLS_TTL, 0, 0);
            default -> throw new IllegalArgumentException("not a Nicira action: " + action);
        }
    }

    private void header(int length, int subtype) {
        out.writeShort(ActionType.EXPERIMENTER);
        out.writeShort(length);
        out.writeInt(Experimenters.NICIRA);
        out.writeShort(subtype);
    }

    private void word(int subtype, int half, int argument) {
        header(16, subtype);
        out.writeShort(half);
        out.writeInt(argument);
    }

    private void resubmit(Action.Resubmit resubmit) {
        word(Nicira.NXAST_RESUBMIT_TABLE, PortNo.toOf10(resubmit.inPort()), resubmit.tableId() << 24);
    }

    private void load(Subfield destination, long value) {
        boolean tos = nxm(destination) && destination.field() == Field.IP_DSCP;
        boolean wholeTos = tos && destination.bits() == 6;
        int offset = tos && !wholeTos ? destination.offset() + 2 : destination.offset();
        int bits = wholeTos ? 8 : destination.bits();
        header(24, Nicira.NXAST_REG_LOAD);
        out.writeShort(offset << 6 | bits - 1);
        MatchWriter.header(out, destination.field(), nxm(destination), false);
        out.writeLong(wholeTos ? value << 2 : value);
    }

    /** A masked set-field as loads: one for each 64 bits and each run of mask bits. */
    void loads(Action.SetField set) {
        for (int word = 0; word < 2; word++) {
            long mask = word == 0 ? set.mask().lo() : set.mask().hi();
            long value = word == 0 ? set.value().lo() : set.value().hi();
            while (mask != 0) {
                int first = Long.numberOfTrailingZeros(mask);
                int count = Long.numberOfTrailingZeros(~(mask >>> first));
                long run = count == 64 ? -1L : (1L << count) - 1;
                load(new Subfield(set.field(), 64 * word + first, count), value >>> first & run);
                mask &= ~(run << first);
            }
        }
    }

    void mpls(Action.SetField set) {
        int value = (int) set.value().lo();
        if (set.field() == Field.MPLS_LABEL) {
            word(Nicira.NXAST_SET_MPLS_LABEL, 0, value);
        } else {
            word(Nicira.NXAST_SET_MPLS_TC, value << 8, 0);
        }
    }

    void tunnel(long id) {
        if (id >>> 32 == 0) {
            word(Nicira.NXAST_SET_TUNNEL, 0, (int) id);
        } else {
            header(24, Nicira.NXAST_SET_TUNNEL64);
            out.writeZero(6);
            out.writeLong(id);
        }
    }

    private void move(Action.RegMove move) {
        header(24, Nicira.NXAST_REG_MOVE);
        out.writeShort(move.source().bits());
        out.writeShort(move.source().offset());
        out.writeShort(move.destination().offset());
        MatchWriter.header(out, move.source().field(), nxm(move.source()), false);
        MatchWriter.header(out, move.destination().field(), nxm(move.destination()), false);
    }

    private void outputReg(Action.OutputReg output) {
        Subfield source = output.source();
        header(24, Nicira.NXAST_OUTPUT_REG);
        out.writeShort(source.offset() << 6 | source.bits() - 1);
        MatchWriter.header(out, source.field(), nxm(source), false);
        out.writeShort(output.maxLength());
        out.writeZero(6);
    }

    private void controller(Action.Controller controller) {
        header(16, Nicira.NXAST_CONTROLLER);
        out.writeShort(controller.maxLength());
        out.writeShort(controller.controllerId());
        out.writeByte(controller.reason());
        out.writeByte(0);
    }

    private void decTtl(Action.DecNwTtlControllers dec) {
        int size = dec.controllerIds().size();
        int length = 16 + Octets.pad8(2 * size);
        header(length, Nicira.NXAST_DEC_TTL_CNT_IDS);
        out.writeShort(size);
        out.writeInt(0);
        dec.controllerIds().forEach(out::writeShort);
        out.writeZero(length - 16 - 2 * size);
    }

    private void note(Action.Note note) {
        int length = Octets.pad8(10 + note.data().size());
        header(length, Nicira.NXAST_NOTE);
        out.writeBytes(note.data().array());
        out.writeZero(length - 10 - note.data().size());
    }

    /** NXM's number for a field, unless it has none or the bits go beyond NXM's in_port. */
    private static boolean nxm(Subfield subfield) {
        Field field = subfield.field();
        return field.nxmId() != FieldIds.NONE && (field != Field.IN_PORT || subfield.offset() + subfield.bits() <= 16);
    }
}
