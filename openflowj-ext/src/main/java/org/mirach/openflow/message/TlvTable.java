package org.mirach.openflow.message;

import java.util.List;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Which tunnel option is which tun_metadata field (nicira-ext.h of Open vSwitch: NXT_TLV_TABLE_*). */
public sealed interface TlvTable extends MirachMessage {
    @Override
    default OFType getType() {
        return OFType.EXPERIMENTER;
    }

    /** One option, its length in octets without the header, and the number of the tun_metadata field that holds it. */
    record Mapping(int optionClass, int optionType, int optionLength, int index) {}

    /** NXT_TLV_TABLE_MOD. */
    record Mod(OFVersion version, long xid, int command, List<Mapping> mappings) implements TlvTable {
        public static final int ADD = 0;
        public static final int DELETE = 1;
        public static final int CLEAR = 2;

        public Mod {
            mappings = List.copyOf(mappings);
        }
    }

    /** NXT_TLV_TABLE_REPLY: {@code maxSpace} octets and {@code maxFields} fields can be had. */
    record Reply(OFVersion version, long xid, long maxSpace, int maxFields, List<Mapping> mappings)
            implements TlvTable {
        public Reply {
            mappings = List.copyOf(mappings);
        }
    }
}
