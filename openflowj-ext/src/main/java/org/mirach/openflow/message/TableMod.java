package org.mirach.openflow.message;

import java.util.Optional;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * OFPT_TABLE_MOD (OpenFlow 1.3.5, 7.3.3; 1.4.1, 7.3.4.1).
 *
 * @param tableId 0..254, or 255 for all
 * @param config  OFPTC_* bits; from OpenFlow 1.4 on {@link #EVICTION} and {@link #VACANCY_EVENTS}
 * @param vacancy thresholds, where the message has them
 */
public record TableMod(OFVersion version, long xid, int tableId, int config, Optional<Vacancy> vacancy)
        implements MirachMessage {
    public static final int EVICTION = 1 << 2;
    public static final int VACANCY_EVENTS = 1 << 3;
    /** OFPTMPT_EVICTION's flags: what counts when room is made. */
    public static final int EVICTION_OTHER = 1;

    public static final int EVICTION_IMPORTANCE = 1 << 1;

    public static final int EVICTION_LIFETIME = 1 << 2;

    /** Percentages of free room: an event below {@code down}, another once above {@code up} again. */
    public record Vacancy(int down, int up) {}

    @Override
    public OFType getType() {
        return OFType.TABLE_MOD;
    }
}
