package org.mirach.openflow.message;

import java.util.List;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Adds (0), changes (1) or deletes (2) a meter (OpenFlow 1.3.5, 7.3.4.4). {@code flags} are OFPMF_* bits. */
public record MeterMod(OFVersion version, long xid, int command, int flags, int meterId, List<Band> bands)
        implements MirachMessage {
    public static final int ADD = 0;
    public static final int MODIFY = 1;
    public static final int DELETE = 2;
    /** Flags: what rates count, whether there are bursts, and statistics. */
    public static final int KBPS = 1;

    public static final int PKTPS = 1 << 1;
    public static final int BURST = 1 << 2;
    public static final int STATS = 1 << 3;
    public static final int BAND_DROP = 1;
    public static final int BAND_DSCP_REMARK = 2;

    public MeterMod {
        bands = List.copyOf(bands);
    }

    @Override
    public OFType getType() {
        return OFType.METER_MOD;
    }

    /**
     * One rate and what happens above it.
     *
     * @param type       1 drop, 2 DSCP remark, 0xffff experimenter
     * @param rate       kilobits or packets a second
     * @param burstSize  kilobits or packets
     * @param parameter  DSCP remark: precedence levels to add; experimenter: its id
     */
    public record Band(int type, long rate, long burstSize, long parameter) {}
}
