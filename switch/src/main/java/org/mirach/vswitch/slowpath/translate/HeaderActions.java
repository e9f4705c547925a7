package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.match.FieldSlot;
import org.mirach.vswitch.slowpath.PacketInNotice.Cause;

/**
 * Actions that add and remove headers, and those on TTLs. Where Open vSwitch lacks one (PBB, copy_ttl), OpenFlow 1.3.5,
 * 5.12, says what it does.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class HeaderActions {
    private static final FieldSlot TTL = FieldSlot.of(Field.NW_TTL);
    private static final int ETHERTYPE_NAMESPACE = 1;
    /** Ether type that says "a bridged Ethernet frame follows". */
    private static final int BRIDGED_ETHERNET = 0x6558;

    private static final int TOO_MANY = MplsStack.MAX_LABELS;

    private final Context context;
    private final MplsStack labels;

    HeaderActions(Context context) {
        this.context = context;
        labels = context.edits.labels();
    }

    void pushMpls(int etherType) {
        int count = labels.count();
        if (count >= MplsStack.MAX_LABELS) {
            context.failForPacket(
                    DropReason.TOO_MANY_LABELS,
                    "dropping packet on which an MPLS push action can't be performed as it would have more MPLS LSEs"
                            + " than the " + TOO_MANY + " supported.",
                    "Too many MPLS labels");
            return;
        }
        if (count == 0) {
            context.commit();
            if (context.ethType() == EtherType.PBB) {
                context.edits.irreversible(true); // the label lies where the tag was
            }
        }
        labels.push(count, etherType);
        context.edits.networkHidden |= count == 0;
    }

    void popMpls(int etherType) {
        int count = labels.count();
        if (labels.pop(count, etherType)) {
            context.unparsed |= etherType != EtherType.MPLS && etherType != EtherType.MPLS_MULTICAST;
        } else if (count >= MplsStack.MAX_LABELS) {
            context.failForPacket(
                    DropReason.TOO_MANY_LABELS,
                    "dropping packet on which an MPLS pop action can't be performed as it has more MPLS LSEs than the "
                            + TOO_MANY + " supported.",
                    "Too many MPLS labels");
        }
    }

    /** The I-SID is that of the PBB header there is, else 0; the priority that of the VLAN tag there is, else 0. */
    void pushPbb(int etherType) {
        context.commit();
        int isid = context.ethType() == EtherType.PBB ? labels.backboneTag() & 0xffffff : 0;
        context.lookedAt[KeyLayout.W_ETH_SRC_TCI] |= 0xf000;
        int priority = context.edits.vlans().tagged() ? (int) (context.key[KeyLayout.W_ETH_SRC_TCI] >>> 13) & 7 : 0;
        int tag = priority << 29 | isid;
        context.actions.add(new DatapathAction.PushPbb(etherType, tag));
        labels.pushBackbone(etherType, tag);
        context.edits.rewritten();
    }

    /** What the backbone header covered is read again before it is looked at. */
    void popPbb() {
        if (context.ethType() == EtherType.PBB) {
            context.commit();
            context.actions.add(new DatapathAction.PopPbb());
            context.edits.rewritten();
            context.unparsed = true;
        }
    }

    void setMplsTtl(int ttl) {
        if (labels.labelled(context.key)) {
            labels.ttl(ttl);
        }
    }

    /** @return false where the entry ends here */
    boolean decMplsTtl() {
        if (labels.labelled(context.key)) {
            int ttl = labels.ttl();
            if (ttl > 1) {
                labels.ttl(ttl - 1);
                return true;
            }
            ControllerOutput.send(context, Cause.INVALID_TTL, PortNo.WHOLE_PACKET, 0);
        }
        context.drop(DropReason.TTL_EXPIRED, "     >> MPLS decrement TTL exception");
        return false;
    }

    /** From or to the header behind the outer label: another label is seen; IP is not, so the datapath does it. */
    void copyMplsTtl(boolean inward) {
        int count = labels.count();
        if (count > 1) {
            labels.copyTtl(inward);
        } else if (count == 1) {
            context.commit();
            context.actions.add(new DatapathAction.CopyMplsTtl(inward));
            context.edits.irreversible(true);
            context.unparsed |= !inward; // the label's TTL is now what nobody has seen
        }
    }

    void setNwTtl(int ttl) {
        if (context.isIp()) {
            TTL.addTo(context.lookedAt);
            TTL.put(context.key, FieldValue.of(ttl), FieldValue.ones(8));
        }
    }

    /** @return false where the entry ends here */
    boolean decTtl(List<Integer> controllerIds) {
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
            ControllerOutput.send(context, Cause.INVALID_TTL, PortNo.WHOLE_PACKET, id);
        }
        context.drop(
                DropReason.TTL_EXPIRED,
                "     >> IPv" + (context.ethType() == EtherType.IPV4 ? 4 : 6) + " decrement TTL exception");
        return false;
    }

    /** @return false where the entry ends here */
    boolean decNshTtl() {
        if (HeaderEdits.packetType(context.key) == HeaderEdits.TYPE_NSH || context.ethType() == EtherType.NSH) {
            int ttl = context.edits.nsh().ttl();
            if (ttl > 1) {
                context.edits.nsh().ttl(ttl - 1);
                return true;
            }
            ControllerOutput.send(context, Cause.INVALID_TTL, PortNo.WHOLE_PACKET, 0);
        }
        context.drop(DropReason.TTL_EXPIRED, "     >> NSH decrement TTL exception");
        return false;
    }

    void encap(Action.Encap encap) {
        context.commit();
        context.lookedAt[KeyLayout.W_TYPE_HASH] |= 0xffffffffL << 32;
        int type = HeaderEdits.packetType(context.key);
        if (encap.packetType() == 0) {
            encapEthernet(type);
        } else if (encap.packetType() == HeaderEdits.TYPE_NSH) {
            encapNsh(type, encap.properties());
        } else if (isMpls(encap.packetType())) {
            encapMpls(encap.packetType());
        } else {
            unsupported("Dropping packet as encap() does not support packet type " + pair(encap.packetType()));
        }
    }

    private void encapEthernet(int type) {
        if (type >>> 16 != ETHERTYPE_NAMESPACE) {
            unsupported("Dropping packet as encap(ethernet) is not supported for packet type ethernet.");
            return;
        }
        packetType(0);
        setAddresses(0);
        context.key[KeyLayout.W_ETH_DST_TYPE] = type & 0xffff;
        context.edits.encapsulated();
    }

    private static boolean isMpls(int packetType) {
        return packetType == (ETHERTYPE_NAMESPACE << 16 | EtherType.MPLS)
                || packetType == (ETHERTYPE_NAMESPACE << 16 | EtherType.MPLS_MULTICAST);
    }

    /** The whole packet, Ethernet header and all, becomes the payload of a label. */
    private void encapMpls(int packetType) {
        if (labels.count() > 0) { // those belong to the payload
            context.key[KeyLayout.W_MPLS] = 0;
            context.key[KeyLayout.W_MPLS_3] = 0;
            context.key[KeyLayout.W_ETH_DST_TYPE] &= ~0xffffL;
        }
        packetType(packetType);
        labels.push(0, packetType & 0xffff);
        context.edits.networkHidden = true;
        setAddresses(0);
        context.edits.encapsulated();
    }

    private void encapNsh(int type, List<Action.EncapProperty> properties) {
        int nextProtocol = NshEdits.nextProtocol(type);
        if (nextProtocol < 0) {
            unsupported("Dropping packet as encap(nsh) is not supported for packet type " + pair(type));
            return;
        }
        context.edits.nsh().encapsulate(nextProtocol, properties);
        context.edits.encapsulated();
    }

    /** @return whether the packet has to be looked at again before anything else */
    boolean decap(int innerType) {
        context.commit();
        int type = HeaderEdits.packetType(context.key);
        if (isMpls(type)) {
            return decapMpls(type, innerType);
        }
        if (type == 0) {
            decapEthernet();
            return false;
        }
        int inner = type == HeaderEdits.TYPE_NSH
                ? NshEdits.packetType(context.edits.nsh().nextProtocol())
                : -2;
        if (inner == -1) {
            unsupported("Dropping packet as NSH next protocol is not supported");
        } else if (inner == -2) {
            unsupported("Dropping packet as the decap() does not support packet type " + pair(type));
        } else {
            packetType(inner);
            context.edits.decapsulated();
            return true;
        }
        return false;
    }

    /** Behind the last label is what the action says; 0, an Ethernet frame. */
    private boolean decapMpls(int type, int innerType) {
        int count = labels.count();
        boolean last = count == 1;
        int etherType = last ? innerType & 0xffff : type & 0xffff;
        context.actions.add(new DatapathAction.PopMpls(etherType == 0 ? BRIDGED_ETHERNET : etherType));
        if (!labels.pop(count, etherType)) {
            unsupported("Dropping packet as it has more MPLS labels than are seen");
            return false;
        }
        packetType(last ? innerType : type);
        context.edits.rewritten();
        return last;
    }

    private void decapEthernet() {
        context.lookedAt[KeyLayout.W_ETH_SRC_TCI] |= KeyLayout.VLAN_PRESENT;
        if (context.edits.vlans().tagged()) {
            unsupported("Dropping packet, cannot decap Ethernet if VLAN is present.");
            return;
        }
        packetType(ETHERTYPE_NAMESPACE << 16 | context.ethType());
        setAddresses(0);
        context.edits.irreversible(true);
    }

    private void packetType(int type) {
        context.key[KeyLayout.W_TYPE_HASH] = context.key[KeyLayout.W_TYPE_HASH] & 0xffffffffL | (long) type << 32;
    }

    private void setAddresses(long value) {
        context.key[KeyLayout.W_ETH_DST_TYPE] = value << 16 | context.ethType();
        context.key[KeyLayout.W_ETH_SRC_TCI] = value << 16 | context.key[KeyLayout.W_ETH_SRC_TCI] & 0xffff;
    }

    private void unsupported(String text) {
        context.failForPacket(DropReason.UNSUPPORTED_PACKET_TYPE, text, "Unsupported packet type");
    }

    private static String pair(int packetType) {
        return "(" + (packetType >>> 16) + ",0x" + Integer.toHexString(packetType & 0xffff) + ")";
    }
}
