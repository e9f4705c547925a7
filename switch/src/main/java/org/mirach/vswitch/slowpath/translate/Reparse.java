package org.mirach.vswitch.slowpath.translate;

import org.mirach.openflow.field.Field;
import org.mirach.openflow.model.Action;

/**
 * Which steps need the headers that came to light when a label was popped: the datapath has to look at the packet again
 * first (recirc_for_mpls of Open vSwitch). Outputs do not, nor what is done to the headers in front.
 */
final class Reparse {
    private Reparse() {}

    static boolean needed(Op op) {
        if (!(op instanceof Op.Do each)) {
            return true;
        }
        return switch (each.action()) {
            case Action.Output _,
                    Action.OutputTruncated _,
                    Action.Enqueue _,
                    Action.OutputReg _,
                    Action.SetVlanVid _,
                    Action.SetVlanPcp _,
                    Action.SetTunnel _,
                    Action.SetQueue _,
                    Action.Group _ -> false;
            case Action.SetField set -> behindEthernet(set.field());
            default -> true;
        };
    }

    /** The fields before L3: pipeline fields, Ethernet, VLAN. */
    private static boolean behindEthernet(Field field) {
        return switch (field) {
            case ETH_SRC, ETH_DST, VLAN_TCI, VLAN_VID, VLAN_PCP -> false;
            default ->
                switch (field.prerequisite()) {
                    case NONE, ETHERNET, CT, CT_IPV4, CT_IPV6, CT_TRANSPORT, VLAN -> false;
                    case ARP,
                            IPV4,
                            IPV6,
                            IP,
                            MPLS,
                            PBB,
                            NSH,
                            TCP,
                            UDP,
                            SCTP,
                            ICMPV4,
                            ICMPV6,
                            ND,
                            ND_SOLICIT,
                            ND_ADVERT -> true;
                };
        };
    }
}
