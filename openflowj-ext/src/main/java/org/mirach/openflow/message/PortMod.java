package org.mirach.openflow.message;

import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * OFPT_PORT_MOD (OpenFlow 1.3.5, 7.3.4.3): the bits of {@code mask} become those of {@code config}.
 *
 * @param hwAddr    Ethernet address, a guard against a number that was given anew
 * @param config    OFPPC_* bits, inside {@code mask}
 * @param advertise features to advertise in the form of 1.1 and later (OFPPF_*), 0 to leave them
 */
public record PortMod(OFVersion version, long xid, int portNo, long hwAddr, int config, int mask, int advertise)
        implements MirachMessage {
    @Override
    public OFType getType() {
        return OFType.PORT_MOD;
    }
}
