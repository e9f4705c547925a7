package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Writes lists of actions. An action that the version does not have is written as what Open vSwitch writes instead of
 * it.
 *
 * <p><b>Threads:</b> one; made for one list.
 */
final class ActionWriter {
    private static final int VLAN_PRESENT = 0x1000;

    private final ByteBuf out;
    private final OFVersion version;
    private final boolean of10;
    private final boolean of15;
    private final Match match;
    private final NiciraActionWriter nicira;
    private boolean tagged;

    /** {@code match} says which tag and transport the packets have. */
    ActionWriter(ByteBuf out, OFVersion version, Match match) {
        this.out = out;
        this.version = version;
        this.of10 = version == OFVersion.OF_10;
        this.of15 = version.getWireVersion() >= OFVersion.OF_15.getWireVersion();
        this.match = match;
        this.nicira = new NiciraActionWriter(out, version, match);
        this.tagged = (match.value(Field.VLAN_VID) & VLAN_PRESENT) != 0;
    }

    void write(List<Action> actions) {
        for (int i = 0; i < actions.size(); i++) {
            write(actions.get(i));
        }
    }

    private void write(Action action) {
        switch (action) {
            case Action.Output output -> output(output.port(), output.maxLength());
            case Action.SetField set -> setField(set);
            case Action.SetVlanVid set -> vlanVid(set.vlanVid());
            case Action.SetVlanPcp set -> vlanPcp(set.vlanPcp());
            case Action.PushVlan push -> pushVlan(push.etherType());
            case Action.PopVlan _ -> {
                tagged = false;
                plain(of10 ? ActionType.OF10_STRIP_VLAN : ActionType.POP_VLAN);
            }
            case Action.SetTpSrc set -> transport(true, set.port());
            case Action.SetTpDst set -> transport(false, set.port());
            case Action.Enqueue enqueue -> enqueue(enqueue);
            case Action.PushPbb push -> onlyOf13(ActionType.PUSH_PBB, push.etherType() << 16);
            case Action.PopPbb _ -> onlyOf13(ActionType.POP_PBB, 0);
            case Action.CopyTtlOut _ -> onlyOf13(ActionType.COPY_TTL_OUT, 0);
            case Action.CopyTtlIn _ -> onlyOf13(ActionType.COPY_TTL_IN, 0);
            case Action.SetNwTtl set -> nwTtl(set.ttl());
            case Action.Raw raw -> raw(raw);
            case Action.Group _,
                    Action.SetQueue _,
                    Action.PushMpls _,
                    Action.PopMpls _,
                    Action.DecNwTtl _,
                    Action.SetMplsTtl _,
                    Action.DecMplsTtl _ -> common(action);
            case Action.RegLoad load -> load(load);
            case Action.RegMove move -> move(move);
            case Action.SetTunnel set -> tunnel(set);
            case Action.Resubmit _,
                    Action.OutputReg _,
                    Action.Controller _,
                    Action.DecNwTtlControllers _,
                    Action.PopQueue _,
                    Action.Note _,
                    Action.Exit _,
                    Action.OutputTruncated _,
                    Action.Learn _,
                    Action.Conjunction _,
                    Action.Ct _,
                    Action.CtClear _,
                    Action.Nat _,
                    Action.Multipath _,
                    Action.Bundle _,
                    Action.StackPush _,
                    Action.StackPop _,
                    Action.Clone _,
                    Action.CheckPacketLarger _,
                    Action.FinTimeout _,
                    Action.Sample _,
                    Action.Encap _,
                    Action.Decap _,
                    Action.DecNshTtl _,
                    Action.DeleteField _ -> nicira.write(action);
        }
    }

    /** Actions that are OpenFlow's own in 1.3 and Nicira's in 1.0. */
    private void common(Action action) {
        if (of10) {
            nicira.write(action);
            return;
        }
        switch (action) {
            case Action.Group group -> word(ActionType.GROUP, group.groupId());
            case Action.SetQueue set -> word(ActionType.SET_QUEUE, set.queueId());
            case Action.PushMpls push -> half(ActionType.PUSH_MPLS, push.etherType());
            case Action.PopMpls pop -> half(ActionType.POP_MPLS, pop.etherType());
            case Action.DecNwTtl _ -> plain(ActionType.DEC_NW_TTL);
            case Action.SetMplsTtl set -> octet(ActionType.SET_MPLS_TTL, set.ttl());
            case Action.DecMplsTtl _ -> plain(ActionType.DEC_MPLS_TTL);
            default -> throw new AssertionError(action);
        }
    }

    private void output(int port, int maxLength) {
        if (of10) {
            header(ActionType.OUTPUT, 8);
            out.writeShort(PortNo.toOf10(port));
            out.writeShort(maxLength);
        } else {
            header(ActionType.OUTPUT, 16);
            out.writeInt(port);
            out.writeShort(maxLength);
            out.writeZero(6);
        }
    }

    private void enqueue(Action.Enqueue enqueue) {
        if (of10) {
            header(ActionType.OF10_ENQUEUE, 16);
            out.writeShort(PortNo.toOf10(enqueue.port()));
            out.writeZero(6);
            out.writeInt(enqueue.queueId());
        } else {
            word(ActionType.SET_QUEUE, enqueue.queueId());
            output(enqueue.port(), PortNo.WHOLE_PACKET);
            nicira.write(new Action.PopQueue());
        }
    }

    private void vlanVid(int vlanVid) {
        if (of10) {
            half(ActionType.OF10_SET_VLAN_VID, vlanVid);
        } else {
            pushIfNeeded();
            standardSetField(Field.VLAN_VID, FieldValue.of(vlanVid | VLAN_PRESENT));
        }
    }

    private void vlanPcp(int vlanPcp) {
        if (of10) {
            octet(ActionType.OF10_SET_VLAN_PCP, vlanPcp);
        } else {
            pushIfNeeded();
            standardSetField(Field.VLAN_PCP, FieldValue.of(vlanPcp));
        }
    }

    private void pushIfNeeded() {
        if (!tagged) {
            pushVlan(EtherType.VLAN);
        }
    }

    /** OpenFlow 1.0 pushes a tag as part of setting it, which follows. */
    private void pushVlan(int etherType) {
        tagged = true;
        onlyOf13(ActionType.PUSH_VLAN, etherType << 16);
    }

    /** What OpenFlow 1.0 has no word for is left out. */
    private void onlyOf13(int type, int argument) {
        if (!of10) {
            word(type, argument);
        }
    }

    private void transport(boolean source, int port) {
        int type = source ? ActionType.OF10_SET_TP_SRC : ActionType.OF10_SET_TP_DST;
        Field field = of10
                ? null
                : switch ((int) match.value(Field.IP_PROTO)) {
                    case IpProtocol.TCP -> source ? Field.TCP_SRC : Field.TCP_DST;
                    case IpProtocol.UDP -> source ? Field.UDP_SRC : Field.UDP_DST;
                    case IpProtocol.SCTP -> source ? Field.SCTP_SRC : Field.SCTP_DST;
                    default -> null;
                };
        if (field == null) {
            half(type, port);
        } else {
            standardSetField(field, FieldValue.of(port));
        }
    }

    private void nwTtl(int ttl) {
        if (of10) {
            nicira.load(Subfield.whole(Field.NW_TTL), ttl);
        } else {
            octet(ActionType.SET_NW_TTL, ttl);
        }
    }

    private void tunnel(Action.SetTunnel set) {
        if (of10) {
            nicira.tunnel(set.tunnelId(), set.wide());
        } else {
            standardSetField(new Action.SetField(Field.TUNNEL_ID, set.tunnelId()));
        }
    }

    /** OpenFlow 1.5 has but set_field, which takes a mask there. */
    private void load(Action.RegLoad load) {
        if (of15) {
            Subfield part = load.destination();
            standardSetField(new Action.SetField(
                    part.field(), FieldValue.of(load.value()).shiftLeft(part.offset()), part.mask()));
        } else {
            nicira.write(load);
        }
    }

    private void move(Action.RegMove move) {
        if (!of15) {
            nicira.write(move);
            return;
        }
        int start = out.writerIndex();
        header(ActionType.COPY_FIELD, 0);
        out.writeShort(move.source().bits());
        out.writeShort(move.source().offset());
        out.writeShort(move.destination().offset());
        out.writeShort(0);
        FieldWire.header(out, move.source().field(), version.getWireVersion());
        FieldWire.header(out, move.destination().field(), version.getWireVersion());
        NiciraActionWriter.finish(out, start);
    }

    private void setField(Action.SetField set) {
        boolean exact = set.mask().equals(set.field().fullMask());
        if (of10 && exact) {
            legacy(set);
        } else if (exact || of15) {
            standardSetField(set);
        } else {
            nicira.loads(set);
        }
    }

    private void standardSetField(Field field, FieldValue value) {
        standardSetField(new Action.SetField(field, value, field.fullMask()));
    }

    private void standardSetField(Action.SetField set) {
        int start = out.writerIndex();
        header(ActionType.SET_FIELD, 0);
        FieldValue value = set.value();
        FieldValue mask = set.mask();
        MatchWriter.entry(out, set.field(), version.getWireVersion(), value.hi(), value.lo(), mask.hi(), mask.lo());
        NiciraActionWriter.finish(out, start);
    }

    /** OpenFlow 1.0 has an action for each of a few fields; the rest are loads. */
    private void legacy(Action.SetField set) {
        long value = set.value().lo();
        switch (set.field()) {
            case VLAN_TCI -> vlanTci((int) value);
            case VLAN_VID -> half(ActionType.OF10_SET_VLAN_VID, (int) value & 0xfff);
            case VLAN_PCP -> octet(ActionType.OF10_SET_VLAN_PCP, (int) value);
            case ETH_SRC -> address(ActionType.OF10_SET_DL_SRC, value);
            case ETH_DST -> address(ActionType.OF10_SET_DL_DST, value);
            case IPV4_SRC -> word(ActionType.OF10_SET_NW_SRC, (int) value);
            case IPV4_DST -> word(ActionType.OF10_SET_NW_DST, (int) value);
            case NW_TOS -> octet(ActionType.OF10_SET_NW_TOS, (int) value);
            case IP_DSCP -> octet(ActionType.OF10_SET_NW_TOS, (int) value << 2);
            case TCP_SRC, UDP_SRC -> half(ActionType.OF10_SET_TP_SRC, (int) value);
            case TCP_DST, UDP_DST -> half(ActionType.OF10_SET_TP_DST, (int) value);
            case MPLS_LABEL, MPLS_TC -> nicira.mpls(set);
            default -> nicira.loads(set);
        }
    }

    private void vlanTci(int tci) {
        if ((tci & VLAN_PRESENT) == 0) {
            plain(ActionType.OF10_STRIP_VLAN);
        } else {
            half(ActionType.OF10_SET_VLAN_VID, tci & 0xfff);
            octet(ActionType.OF10_SET_VLAN_PCP, tci >> 13);
        }
    }

    private void raw(Action.Raw raw) {
        header(raw.type(), raw.body().size() + 4);
        out.writeBytes(raw.body().array());
    }

    private void header(int type, int length) {
        out.writeShort(type);
        out.writeShort(length);
    }

    private void plain(int type) {
        word(type, 0);
    }

    private void word(int type, int argument) {
        header(type, 8);
        out.writeInt(argument);
    }

    private void half(int type, int argument) {
        word(type, argument << 16);
    }

    private void octet(int type, int argument) {
        word(type, argument << 24);
    }

    private void address(int type, long address) {
        header(type, 16);
        MatchWriter.number(out, address, 6);
        out.writeZero(6);
    }
}
