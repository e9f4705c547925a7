package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.PacketInReason;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.text.FlowText;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.match.FieldSlot;
import org.mirach.vswitch.slowpath.PacketInNotice.Cause;

/**
 * Executes actions on a packet's key. An action that the packet can't take (no such header) is left out, as in Open
 * vSwitch; that the packet lacks the header is then part of what was looked at.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class ActionRunner {
    private static final FieldSlot TTL = FieldSlot.of(Field.NW_TTL);
    private static final FieldSlot TCI = FieldSlot.of(Field.VLAN_TCI);
    private static final FieldSlot VID = FieldSlot.of(Field.VLAN_VID);
    private static final FieldSlot PCP = FieldSlot.of(Field.VLAN_PCP);
    private static final FieldSlot TP_SRC = FieldSlot.of(Field.TCP_SRC);
    private static final FieldSlot TP_DST = FieldSlot.of(Field.TCP_DST);
    private static final List<Integer> ANY_CONTROLLER = List.of(0);

    private final Context context;
    private final TableWalk walk;
    private final Outputs outputs;
    private final Prerequisites prerequisites;

    ActionRunner(Context context, TableWalk walk) {
        this.context = context;
        this.walk = walk;
        outputs = new Outputs(context, walk);
        prerequisites = new Prerequisites(context.key, context.lookedAt);
    }

    /** @return false where the rest of the entry is not to be executed (TTL expired, exit) */
    boolean runAll(List<Action> actions) {
        for (Action action : actions) {
            if (context.exited) {
                return false;
            }
            context.step(() -> "    " + FlowText.formatActions(List.of(action)));
            if (!run(action)) {
                return false;
            }
        }
        return !context.exited;
    }

    private boolean run(Action action) {
        switch (action) {
            case Action.Output output -> outputs.to(output.port(), output.maxLength());
            case Action.Enqueue enqueue -> outputs.to(enqueue.port(), 0);
            case Action.SetField set -> setField(set.field(), set.value(), set.mask());
            case Action.SetTunnel set ->
                setField(Field.TUNNEL_ID, FieldValue.of(set.tunnelId()), Field.TUNNEL_ID.fullMask());
            case Action.SetVlanVid set -> setVlan(set.vlanVid() & 0xfff, 0xfff);
            case Action.SetVlanPcp set -> setVlan(set.vlanPcp() << 13, 0xe000);
            case Action.SetTpSrc set -> setPort(TP_SRC, set.port());
            case Action.SetTpDst set -> setPort(TP_DST, set.port());
            case Action.PushVlan push -> context.edits.pushVlan(push.etherType(), KeyLayout.VLAN_PRESENT);
            case Action.PopVlan _ -> context.edits.popVlan();
            case Action.SetNwTtl set -> setField(Field.NW_TTL, FieldValue.of(set.ttl()), Field.NW_TTL.fullMask());
            case Action.DecNwTtl _ -> {
                return decTtl(ANY_CONTROLLER);
            }
            case Action.DecNwTtlControllers dec -> {
                return decTtl(dec.controllerIds());
            }
            case Action.Resubmit resubmit ->
                walk.lookup(
                        resubmit.inPort() == PortNo.IN_PORT ? context.inPort() : resubmit.inPort(),
                        resubmit.tableId() == 255 ? context.tableId : resubmit.tableId(),
                        false);
            case Action.RegLoad load -> load(load.destination(), FieldValue.of(load.value()));
            case Action.RegMove move -> move(move);
            case Action.OutputReg reg -> outputReg(reg);
            case Action.Controller to -> outputs.toController(cause(to.reason()), to.maxLength(), to.controllerId());
            case Action.Exit _ -> context.exited = true;
            case Action.Note _, Action.SetQueue _, Action.PopQueue _ -> {}
            case Action.Group _,
                    Action.PushMpls _,
                    Action.PopMpls _,
                    Action.PushPbb _,
                    Action.PopPbb _,
                    Action.SetMplsTtl _,
                    Action.DecMplsTtl _,
                    Action.CopyTtlOut _,
                    Action.CopyTtlIn _,
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
                    Action.DeleteField _,
                    Action.Raw _ -> context.fail(DropReason.UNSUPPORTED_ACTION, "     -> unsupported action: dropping");
        }
        return true;
    }

    private Cause cause(int reason) {
        return switch (reason) {
            case PacketInReason.NO_MATCH -> Cause.EXPLICIT_MISS;
            case PacketInReason.INVALID_TTL -> Cause.INVALID_TTL;
            default -> outputs.causeOfOutput();
        };
    }

    private void setField(Field field, FieldValue value, FieldValue mask) {
        FieldSlot slot = FieldSlot.of(field);
        if (!prerequisites.met(field)) {
            context.step(
                    () -> "     -> unmet prerequisites for " + field.names().getFirst() + ", set_field ignored");
            return;
        }
        slot.put(context.lookedAt, -1, -1, mask.hi(), mask.lo());
        if (field == Field.VLAN_VID) {
            setVid((int) (value.lo() & mask.lo()), (int) mask.lo());
        } else if (field == Field.VLAN_PCP) {
            context.edits.setTci((int) value.lo() << 13, (int) mask.lo() << 13 & 0xe000);
        } else if (field == Field.VLAN_TCI) {
            setTci((int) value.lo(), (int) mask.lo());
        } else {
            slot.put(context.key, value, mask);
        }
    }

    /** On a packet without a tag, a value with the present bit makes one. */
    private void setVid(int value, int mask) {
        context.lookedAt[KeyLayout.W_ETH_SRC_TCI] |= KeyLayout.VLAN_PRESENT;
        if ((TCI.get(context.key).lo() & KeyLayout.VLAN_PRESENT) != 0) {
            context.edits.setTci(value & 0xfff, mask & 0xfff);
        } else if ((value & KeyLayout.VLAN_PRESENT) != 0) {
            context.edits.pushVlan(EtherType.VLAN, value);
        }
    }

    /** Nicira's vlan_tci as a whole: without the present bit it means no tag. */
    private void setTci(int value, int mask) {
        int tci = (int) TCI.get(context.key).lo() & ~mask | value & mask;
        boolean tagged = (TCI.get(context.key).lo() & KeyLayout.VLAN_PRESENT) != 0;
        if ((tci & KeyLayout.VLAN_PRESENT) == 0) {
            context.edits.popVlan();
        } else if (tagged) {
            context.edits.setTci(tci, 0xefff);
        } else {
            context.edits.pushVlan(EtherType.VLAN, tci);
        }
    }

    /** OpenFlow 1.0: pushes a tag where there is none. */
    private void setVlan(int bits, int mask) {
        (mask == 0xfff ? VID : PCP).addTo(context.lookedAt);
        if ((TCI.get(context.key).lo() & KeyLayout.VLAN_PRESENT) == 0) {
            context.edits.pushVlan(EtherType.VLAN, KeyLayout.VLAN_PRESENT | bits);
        } else {
            context.edits.setTci(bits, mask);
        }
    }

    /** OpenFlow 1.0: TCP, UDP or SCTP, whichever it is. */
    private void setPort(FieldSlot slot, int port) {
        if (!context.isIp() || (context.key[KeyLayout.W_IP] & KeyLayout.FRAG_LATER) != 0) {
            return;
        }
        int protocol = prerequisites.protocol();
        if (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP || protocol == IpProtocol.SCTP) {
            slot.addTo(context.lookedAt);
            slot.put(context.key, FieldValue.of(port), FieldValue.ones(16));
        }
    }

    private boolean decTtl(List<Integer> controllerIds) {
        if (!context.isIp()) {
            return true;
        }
        TTL.addTo(context.lookedAt);
        long ttl = TTL.get(context.key).lo();
        if (ttl > 1) {
            TTL.put(context.key, FieldValue.of(ttl - 1), FieldValue.ones(8));
            return true;
        }
        for (int id : controllerIds) {
            context.toController(Cause.INVALID_TTL, PortNo.WHOLE_PACKET, id);
        }
        context.drop(DropReason.TTL_EXPIRED, "     -> TTL exceeded, stop processing");
        return false;
    }

    private void load(Subfield to, FieldValue value) {
        FieldValue mask = FieldValue.ones(to.bits());
        setField(to.field(), shifted(value.and(mask), to.offset()), shifted(mask, to.offset()));
    }

    private void move(Action.RegMove move) {
        if (prerequisites.met(move.source().field())) {
            load(move.destination(), read(move.source()));
        }
    }

    private void outputReg(Action.OutputReg reg) {
        if (prerequisites.met(reg.source().field())) {
            FieldValue port = read(reg.source());
            if (port.hi() == 0 && port.lo() >>> 16 == 0) {
                outputs.to(PortNo.fromOf10((int) port.lo()), reg.maxLength());
            }
        }
    }

    /** Bits of a field, right-aligned, which count as looked at. */
    private FieldValue read(Subfield from) {
        FieldSlot slot = FieldSlot.of(from.field());
        FieldValue ones = FieldValue.ones(from.bits());
        FieldValue mask = shifted(ones, from.offset());
        slot.put(context.lookedAt, -1, -1, mask.hi(), mask.lo());
        FieldValue value = slot.get(context.key);
        int offset = from.offset();
        if (offset == 0) {
            return value.and(ones);
        }
        return (offset < 64
                        ? new FieldValue(value.hi() >>> offset, value.lo() >>> offset | value.hi() << 64 - offset)
                        : FieldValue.of(value.hi() >>> offset - 64))
                .and(ones);
    }

    private static FieldValue shifted(FieldValue bits, int by) {
        if (by == 0) {
            return bits;
        }
        return by < 64
                ? new FieldValue(bits.hi() << by | bits.lo() >>> 64 - by, bits.lo() << by)
                : new FieldValue(bits.lo() << by - 64, 0);
    }
}
