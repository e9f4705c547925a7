package org.mirach.openflow.codec;

import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldSource;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.openflow.field.Prerequisite;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;

/**
 * Whether the actions suit what the match lets through, as Open vSwitch asks (ofpacts_check_consistency): follows the
 * packet's tags and types through the actions.
 *
 * <p>There are two kinds of misfit. Some actions are refused at once, in every version. Others do nothing to a packet that
 * they do not suit: OpenFlow 1.0 lets them be, later versions refuse them too, but only once no action is refused
 * for another reason.
 *
 * <p><b>Threads:</b> one; made for one flow_mod.
 */
final class ActionCheck implements FieldSource {
    private static final int PRESENT = 0x1000;
    private static final int MAX_METER = 0xffff0000;
    private static final int MAX_TAGS = 2;
    private static final int FTP = 21;
    private static final int TFTP = 69;
    private static final int INVALID = 0x10;
    private static final int PACKET_TYPE_NSH = 0x1894f;
    /** A packet type that no packet has: nobody knows what decap will uncover. */
    private static final int UNKNOWN_TYPE = 0xffffffff;

    private final Match match;
    private final boolean of10;
    private final int tableId;
    private int packetType;
    private int etherType;
    private int protocol;
    private int tags;
    private boolean inconsistent;

    ActionCheck(Match match, boolean of10, int tableId) {
        this.match = match;
        this.of10 = of10;
        this.tableId = tableId;
        packetType = (int) match.value(Field.PACKET_TYPE);
        etherType = match.exact(Field.ETH_TYPE) ? (int) match.value(Field.ETH_TYPE) : 0;
        protocol = match.exact(Field.IP_PROTO) ? (int) match.value(Field.IP_PROTO) : 0;
        tags = (match.value(Field.VLAN_VID) & PRESENT) != 0 ? 1 : 0;
    }

    void check(List<Instruction> instructions) throws OpenFlowException {
        for (int i = 0; i < instructions.size(); i++) {
            switch (instructions.get(i)) {
                case Instruction.Meter meter ->
                    Dialect.need(
                            meter.meterId() != 0 && Integer.compareUnsigned(meter.meterId(), MAX_METER) <= 0,
                            OfError.OFPMMFC_INVALID_METER,
                            "meter %",
                            meter.meterId());
                case Instruction.ApplyActions apply -> checkAll(apply.actions());
                case Instruction.WriteActions write -> checkActionSet(write.actions());
                case Instruction.GotoTable next ->
                    Dialect.need(
                            (tableId == 255 || next.tableId() > tableId) && next.tableId() < 255,
                            OfError.OFPBIC_BAD_TABLE_ID,
                            "goto_table %",
                            next.tableId());
                case Instruction.ClearActions _, Instruction.WriteMetadata _, Instruction.Raw _ -> {}
            }
        }
        checkConsistent();
    }

    void checkActions(List<Action> actions) throws OpenFlowException {
        checkAll(actions);
        checkConsistent();
    }

    private void checkConsistent() throws OpenFlowException {
        Dialect.need(
                !inconsistent || of10,
                OfError.OFPBAC_MATCH_INCONSISTENT,
                "an action without what it needs in the match");
    }

    private void checkAll(List<Action> actions) throws OpenFlowException {
        for (int i = 0; i < actions.size(); i++) {
            check(actions.get(i));
        }
    }

    /** In an action set order, and so consistency, is open: only what is refused at once counts. */
    private void checkActionSet(List<Action> actions) throws OpenFlowException {
        boolean before = inconsistent;
        checkNested(actions);
        inconsistent = before;
    }

    /** What they do to the packet is forgotten. */
    private void checkNested(List<Action> actions) throws OpenFlowException {
        int keptPacketType = packetType;
        int keptEtherType = etherType;
        int keptProtocol = protocol;
        int keptTags = tags;
        checkAll(actions);
        packetType = keptPacketType;
        etherType = keptEtherType;
        protocol = keptProtocol;
        tags = keptTags;
    }

    private void check(Action action) throws OpenFlowException {
        switch (action) {
            case Action.SetField set -> checkSetField(set.field(), set.value().lo());
            case Action.RegLoad load ->
                checkSetField(
                        load.destination().field(),
                        load.value() << load.destination().offset());
            case Action.SetVlanVid _, Action.SetVlanPcp _ -> tags = Math.max(tags, 1);
            case Action.PushVlan _ -> {
                Dialect.need(tags < MAX_TAGS, OfError.OFPBAC_BAD_TAG, "push_vlan beyond two tags");
                tags++;
            }
            case Action.PopVlan _ -> {
                suits(tags > 0);
                tags = Math.max(0, tags - 1);
            }
            case Action.SetTpSrc _, Action.SetTpDst _ -> suits(transport());
            case Action.PushMpls push -> {
                suits(packetType == 0);
                etherType = push.etherType();
                protocol = 0;
            }
            case Action.PopMpls pop -> {
                suits(packetType == 0 && mpls());
                etherType = pop.etherType();
            }
            case Action.SetMplsTtl _, Action.DecMplsTtl _ -> suits(mpls());
            case Action.SetNwTtl _, Action.DecNwTtl _, Action.DecNwTtlControllers _ -> suits(ip());
            case Action.DecNshTtl _ -> suits(packetType == PACKET_TYPE_NSH || etherType == EtherType.NSH);
            case Action.FinTimeout _ -> suits(protocol == IpProtocol.TCP);
            case Action.PushPbb _ -> {
                etherType = EtherType.PBB;
                protocol = 0;
            }
            case Action.PopPbb _ -> {
                etherType = 0;
                protocol = 0;
            }
            case Action.Encap encap -> encap(encap.packetType());
            case Action.Decap _ -> decap();
            case Action.RegMove move -> {
                checkPart(move.source());
                checkPart(move.destination());
            }
            case Action.OutputReg output -> checkPart(output.source());
            case Action.OutputTruncated output -> ActionReader.checkPort(output.port());
            case Action.StackPush push -> checkPart(push.source());
            case Action.StackPop pop -> checkPart(pop.destination());
            case Action.Multipath multipath -> checkPart(multipath.destination());
            case Action.Bundle bundle -> {
                if (bundle.destination().isPresent()) {
                    checkPart(bundle.destination().get());
                }
            }
            case Action.Resubmit resubmit -> {
                if (resubmit.originalTuple()) {
                    holds(Prerequisite.CT.metBy(this), "resubmit of a connection's tuple without a connection");
                }
            }
            case Action.Learn learn -> LearnCheck.check(learn, this);
            case Action.Ct ct -> checkCt(ct);
            case Action.Nat nat -> checkNat(nat);
            case Action.Clone copy -> checkNested(copy.actions());
            case Action.DeleteField delete ->
                Dialect.need(
                        delete.field().isTunnelMetadata(),
                        OfError.OFPBAC_BAD_ARGUMENT,
                        "delete_field of %",
                        delete.field());
            case Action.Output _,
                    Action.Enqueue _,
                    Action.Group _,
                    Action.SetQueue _,
                    Action.CopyTtlOut _,
                    Action.CopyTtlIn _,
                    Action.Controller _,
                    Action.PopQueue _,
                    Action.Note _,
                    Action.Exit _,
                    Action.SetTunnel _,
                    Action.Conjunction _,
                    Action.CtClear _,
                    Action.CheckPacketLarger _,
                    Action.Sample _,
                    Action.Raw _ -> {}
        }
    }

    /** OpenFlow 1.0's field actions are set-fields here, and legal whatever the match says. */
    private void checkSetField(Field field, long value) throws OpenFlowException {
        boolean vlan = field != Field.VLAN_VID || tags > 0;
        boolean met = vlan && field.prerequisite().metBy(this);
        if (of10 && isOf10Action(field)) {
            suits(met);
        } else {
            holds(met, "set_field without what it needs in the match");
        }
        if (field == Field.VLAN_TCI) {
            tags = (value & PRESENT) != 0 ? Math.max(tags, 1) : 0;
        }
    }

    private static boolean isOf10Action(Field field) {
        return switch (field) {
            case ETH_SRC, ETH_DST, IPV4_SRC, IPV4_DST, IP_DSCP, MPLS_LABEL, MPLS_TC -> true;
            default -> false;
        };
    }

    private void checkCt(Action.Ct ct) throws OpenFlowException {
        long state = match.value(Field.CT_STATE);
        holds(
                ip()
                        && ((state & INVALID) == 0 || (ct.flags() & Action.Ct.COMMIT) == 0)
                        && (ct.algPort() != FTP || protocol == IpProtocol.TCP)
                        && (ct.algPort() != TFTP || protocol == IpProtocol.UDP),
                "ct without what it needs in the match");
        if (ct.zoneSource().isPresent()) {
            checkPart(ct.zoneSource().get());
        } else {
            checkNested(ct.actions());
        }
    }

    private void checkNat(Action.Nat nat) throws OpenFlowException {
        boolean range = ConnectionCodec.hasRange(nat);
        holds(
                ip() && (!range || type() == (nat.ipv6() ? EtherType.IPV6 : EtherType.IPV4)),
                "nat of addresses that the match does not promise");
    }

    private void encap(int type) {
        packetType = type;
        if (type >>> 16 == 1) {
            etherType = type & 0xffff;
        }
        if (!ip()) {
            protocol = 0;
        }
    }

    private void decap() {
        if (packetType == 0) {
            packetType = 1 << 16 | etherType;
        } else {
            packetType = UNKNOWN_TYPE;
            etherType = 0xffff;
        }
    }

    /** Bits that an action reads or writes must be there. */
    void checkPart(Subfield part) throws OpenFlowException {
        holds(part.field().prerequisite().metBy(this), "a field without what it needs in the match");
    }

    private static void holds(boolean held, String reason) throws OpenFlowException {
        Dialect.need(held, OfError.OFPBAC_MATCH_INCONSISTENT, reason);
    }

    private void suits(boolean held) {
        inconsistent |= !held;
    }

    /** The Ethernet type that a packet's type may stand for. */
    private int type() {
        return packetType == 0 ? etherType : packetType >>> 16 == 1 ? packetType & 0xffff : 0;
    }

    private boolean ip() {
        return type() == EtherType.IPV4 || type() == EtherType.IPV6;
    }

    private boolean mpls() {
        return type() == EtherType.MPLS || type() == EtherType.MPLS_MULTICAST;
    }

    private boolean transport() {
        return ip()
                && (match.value(Field.IP_FRAG) & 2) == 0
                && (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP || protocol == IpProtocol.SCTP);
    }

    @Override
    public long value(Field field) {
        return switch (field) {
            case PACKET_TYPE -> packetType & 0xffffffffL;
            case ETH_TYPE -> etherType;
            case IP_PROTO -> protocol;
            case VLAN_VID -> tags > 0 ? PRESENT : 0;
            default -> match.value(field);
        };
    }

    @Override
    public long mask(Field field) {
        return field == Field.VLAN_VID ? PRESENT : match.mask(field);
    }

    @Override
    public boolean exact(Field field) {
        return switch (field) {
            case ETH_TYPE -> etherType != 0;
            case IP_PROTO -> protocol != 0;
            default -> match.exact(field);
        };
    }
}
