package org.mirach.openflow.codec;

import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.PortNo;

/**
 * Which values of a field make sense, by the rules of Open vSwitch: it refuses bits beyond a field's own, ports that
 * OpenFlow 1.0 cannot name, and a few numbers; not what merely never occurs in a packet.
 */
final class FieldCheck {
    private static final int CT_STATES = 0xff;
    private static final int MAX_NSH_TTL = 63;

    private FieldCheck() {}

    /** Whether {@code hi} and {@code lo}, right-aligned octets of the wire, may be a value of {@code field}. */
    static boolean valid(Field field, long hi, long lo) {
        if (field == Field.TUN_ERSPAN_IDX
                || field == Field.TUN_ERSPAN_VER
                || field == Field.TUN_ERSPAN_DIR
                || field == Field.TUN_ERSPAN_HWID) {
            return true; // As Open vSwitch has it; the bits too many are not kept.
        }
        FieldValue full = field.fullMask();
        if ((lo & ~full.lo()) != 0 || (hi & ~full.hi()) != 0) {
            return false;
        }
        return switch (field) {
            case IN_PORT, IN_PHY_PORT, ACTSET_OUTPUT -> PortNo.fitsOf10((int) lo);
            case NW_TOS -> (lo & 3) == 0;
            case ARP_OP -> lo <= 0xff;
            case TCP_FLAGS -> lo <= 0xfff;
            case CT_STATE -> lo <= CT_STATES;
            case NSH_TTL -> lo <= MAX_NSH_TTL;
            case NSH_MDTYPE -> lo == 1 || lo == 2;
            default -> true;
        };
    }
}
