package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldIds;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.vendor.Experimenters;
import org.mirach.openflow.vendor.Nicira;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Writes Nicira's actions. They name fields by NXM's numbers where there are any, in every version.
 *
 * <p><b>Threads:</b> one; made for one list.
 */
final class NiciraActionWriter {
    private final ByteBuf out;
    private final OFVersion version;
    private final Match match;

    NiciraActionWriter(ByteBuf out, OFVersion version, Match match) {
        this.out = out;
        this.version = version;
        this.match = match;
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
            case Action.CtClear _ -> word(Nicira.NXAST_CT_CLEAR, 0, 0);
            case Action.DecNshTtl _ -> word(Nicira.NXAST_DEC_NSH_TTL, 0, 0);
            case Action.OutputTruncated output ->
                word(Nicira.NXAST_OUTPUT_TRUNC, PortNo.toOf10(output.port()), output.maxLength());
            case Action.Conjunction part ->
                word(Nicira.NXAST_CONJUNCTION, part.clause() << 8 | part.clauseCount(), (int) part.id());
            case Action.FinTimeout cut -> word(Nicira.NXAST_FIN_TIMEOUT, cut.idleTimeout(), cut.hardTimeout() << 16);
            case Action.SetTunnel set -> tunnel(set.tunnelId(), set.wide());
            case Action.Learn learn -> LearnCodec.write(learn, out);
            case Action.Ct ct -> ConnectionCodec.write(ct, new ActionWriter(out, version, match), out);
            case Action.Nat nat -> ConnectionCodec.write(nat, out);
            case Action.Multipath multipath -> multipath(multipath);
            case Action.Bundle bundle -> bundle(bundle);
            case Action.StackPush push -> stack(Nicira.NXAST_STACK_PUSH, push.source());
            case Action.StackPop pop -> stack(Nicira.NXAST_STACK_POP, pop.destination());
            case Action.Clone copy -> clone(copy);
            case Action.CheckPacketLarger check -> checkPacketLarger(check);
            case Action.Sample sample -> sample(sample);
            case Action.Encap encap -> EncapCodec.write(encap, out);
            case Action.Decap decap -> word(Nicira.NXAST_DECAP, 0, decap.packetType());
            case Action.DeleteField delete -> deleteField(delete.field());
            default -> throw new IllegalArgumentException("not a Nicira action: " + action);
        }
    }

    /** An action's first ten octets; a length of 0 is put right by {@link #finish}. */
    static void header(ByteBuf out, int length, int subtype) {
        out.writeShort(ActionType.EXPERIMENTER);
        out.writeShort(length);
        out.writeInt(Experimenters.NICIRA);
        out.writeShort(subtype);
    }

    /** Pads the action that began at {@code start}, and says how long it is. */
    static void finish(ByteBuf out, int start) {
        int length = out.writerIndex() - start;
        out.writeZero(Octets.pad8(length) - length);
        out.setShort(start + 2, Octets.pad8(length));
    }

    private void finish(int start, int length) {
        out.writeZero(start + length - out.writerIndex());
    }

    private void word(int subtype, int half, int argument) {
        header(out, 16, subtype);
        out.writeShort(half);
        out.writeInt(argument);
    }

    private void resubmit(Action.Resubmit resubmit) {
        int subtype = resubmit.originalTuple() ? Nicira.NXAST_RESUBMIT_TABLE_CT : Nicira.NXAST_RESUBMIT_TABLE;
        word(subtype, PortNo.toOf10(resubmit.inPort()), resubmit.tableId() << 24);
    }

    private static int place(Subfield part) {
        return part.offset() << 6 | part.bits() - 1;
    }

    private void name(Field field) {
        FieldWire.header(out, field, FieldWire.NXM);
    }

    /** Whether a field's header takes 64 bits, or its width is not fixed: then older forms of actions cannot name it. */
    static boolean needsRoom(Field field) {
        return field.isTunnelMetadata() || FieldIds.experimenter(FieldWire.id(field, FieldWire.NXM));
    }

    void load(Subfield destination, long value) {
        Field field = destination.field();
        if (needsRoom(field)) {
            FieldValue mask = destination.mask();
            load2(field, FieldValue.of(value).shiftLeft(destination.offset()), mask);
            return;
        }
        header(out, 24, Nicira.NXAST_REG_LOAD);
        out.writeShort(place(destination));
        name(field);
        out.writeLong(value);
    }

    private void load2(Field field, FieldValue value, FieldValue mask) {
        int start = out.writerIndex();
        header(out, 0, Nicira.NXAST_REG_LOAD2);
        int octets = FieldWire.octets(field, FieldWire.id(field, FieldWire.NXM));
        boolean masked = !mask.equals(FieldValue.ones(8 * octets));
        MatchWriter.entry(out, field, FieldWire.NXM, value.hi(), value.lo(), mask.hi(), mask.lo(), masked);
        finish(out, start);
    }

    /** A masked set-field as loads: one for each run of mask bits, of 64 at most. */
    void loads(Action.SetField set) {
        if (needsRoom(set.field())) {
            load2(set.field(), set.value(), set.mask());
            return;
        }
        int width = set.field().width();
        int at = 0;
        while (at < width) {
            int first = set.mask().nextBit(true, at, width);
            int end = set.mask().nextBit(false, first, Math.min(width, first + 64));
            if (first < width) {
                FieldValue run = set.value().shiftRight(first).and(FieldValue.ones(end - first));
                load(new Subfield(set.field(), first, end - first), run.lo());
            }
            at = end;
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

    void tunnel(long id, boolean wide) {
        if (id >>> 32 == 0 && !wide) {
            word(Nicira.NXAST_SET_TUNNEL, 0, (int) id);
        } else {
            header(out, 24, Nicira.NXAST_SET_TUNNEL64);
            out.writeZero(6);
            out.writeLong(id);
        }
    }

    private void move(Action.RegMove move) {
        int start = out.writerIndex();
        header(out, 0, Nicira.NXAST_REG_MOVE);
        out.writeShort(move.source().bits());
        out.writeShort(move.source().offset());
        out.writeShort(move.destination().offset());
        name(move.source().field());
        name(move.destination().field());
        finish(out, start);
    }

    private void outputReg(Action.OutputReg output) {
        int start = out.writerIndex();
        Subfield source = output.source();
        if (needsRoom(source.field()) && !source.field().isTunnelMetadata()) {
            header(out, 24, Nicira.NXAST_OUTPUT_REG2);
            out.writeShort(place(source));
            out.writeShort(output.maxLength());
            name(source.field());
        } else {
            header(out, 24, Nicira.NXAST_OUTPUT_REG);
            out.writeShort(place(source));
            name(source.field());
            out.writeShort(output.maxLength());
        }
        finish(start, 24);
    }

    private void controller(Action.Controller controller) {
        if (controller.pause() || controller.userdata().size() > 0 || controller.meterId() != 0) {
            controller2(controller);
            return;
        }
        header(out, 16, Nicira.NXAST_CONTROLLER);
        out.writeShort(controller.maxLength());
        out.writeShort(controller.controllerId());
        out.writeByte(controller.reason());
        out.writeByte(0);
    }

    private void controller2(Action.Controller controller) {
        int start = out.writerIndex();
        header(out, 0, Nicira.NXAST_CONTROLLER2);
        out.writeZero(6);
        if (controller.maxLength() != PortNo.WHOLE_PACKET) {
            property(0, 8, controller.maxLength() << 16);
        }
        if (controller.controllerId() != 0) {
            property(1, 8, controller.controllerId() << 16);
        }
        if (controller.reason() != 1) {
            property(2, 8, controller.reason() << 24);
        }
        int size = controller.userdata().size();
        if (size > 0) {
            out.writeShort(3);
            out.writeShort(4 + size);
            out.writeBytes(controller.userdata().array());
            out.writeZero(Octets.pad8(4 + size) - 4 - size);
        }
        if (controller.pause()) {
            property(4, 4, 0);
        }
        if (controller.meterId() != 0) {
            property(5, 8, controller.meterId());
        }
        finish(out, start);
    }

    private void property(int type, int length, int argument) {
        out.writeShort(type);
        out.writeShort(length);
        out.writeInt(argument);
    }

    private void decTtl(Action.DecNwTtlControllers dec) {
        int size = dec.controllerIds().size();
        int length = 16 + Octets.pad8(2 * size);
        header(out, length, Nicira.NXAST_DEC_TTL_CNT_IDS);
        out.writeShort(size);
        out.writeInt(0);
        dec.controllerIds().forEach(out::writeShort);
        out.writeZero(length - 16 - 2 * size);
    }

    private void note(Action.Note note) {
        int start = out.writerIndex();
        header(out, 0, Nicira.NXAST_NOTE);
        out.writeBytes(note.data().array());
        finish(out, start);
    }

    private void multipath(Action.Multipath multipath) {
        header(out, 32, Nicira.NXAST_MULTIPATH);
        out.writeShort(multipath.fields().ordinal());
        out.writeShort(multipath.basis());
        out.writeShort(0);
        out.writeShort(multipath.algorithm());
        out.writeShort(multipath.linkCount() - 1);
        out.writeInt(multipath.argument());
        out.writeShort(0);
        out.writeShort(place(multipath.destination()));
        name(multipath.destination().field());
    }

    private void bundle(Action.Bundle bundle) {
        int start = out.writerIndex();
        boolean load = bundle.destination().isPresent();
        header(out, 0, load ? Nicira.NXAST_BUNDLE_LOAD : Nicira.NXAST_BUNDLE);
        out.writeShort(bundle.algorithm());
        out.writeShort(bundle.fields().ordinal());
        out.writeShort(bundle.basis());
        out.writeInt(FieldActionReader.BUNDLE_MEMBER);
        out.writeShort(bundle.members().size());
        out.writeShort(load ? place(bundle.destination().get()) : 0);
        if (load) {
            name(bundle.destination().get().field());
        } else {
            out.writeInt(0);
        }
        out.writeInt(0);
        bundle.members().forEach(port -> out.writeShort(PortNo.toOf10(port)));
        finish(out, start);
    }

    private void stack(int subtype, Subfield part) {
        int start = out.writerIndex();
        header(out, 24, subtype);
        out.writeShort(part.offset());
        name(part.field());
        out.writeShort(part.bits());
        finish(start, 24);
    }

    private void clone(Action.Clone copy) {
        int start = out.writerIndex();
        header(out, 0, Nicira.NXAST_CLONE);
        out.writeZero(6);
        new ActionWriter(out, version, match).write(copy.actions());
        finish(out, start);
    }

    private void checkPacketLarger(Action.CheckPacketLarger check) {
        int start = out.writerIndex();
        header(out, 24, Nicira.NXAST_CHECK_PKT_LARGER);
        out.writeShort(check.length());
        out.writeShort(check.destination().offset());
        name(check.destination().field());
        finish(start, 24);
    }

    private void sample(Action.Sample sample) {
        boolean directed = sample.direction() != 0;
        boolean second = directed || sample.samplingPort() != PortNo.ANY;
        header(
                out,
                second ? 32 : 24,
                directed ? Nicira.NXAST_SAMPLE3 : second ? Nicira.NXAST_SAMPLE2 : Nicira.NXAST_SAMPLE);
        out.writeShort(sample.probability());
        out.writeInt((int) sample.collectorSetId());
        out.writeInt((int) sample.domainId());
        out.writeInt((int) sample.pointId());
        if (second) {
            out.writeShort(PortNo.toOf10(sample.samplingPort()));
            out.writeByte(sample.direction());
            out.writeZero(5);
        }
    }

    private void deleteField(Field field) {
        int start = out.writerIndex();
        header(out, 24, Nicira.NXAST_DELETE_FIELD);
        name(field);
        finish(start, 24);
    }
}
