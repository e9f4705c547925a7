package org.mirach.openflow.codec;

import org.mirach.openflow.vendor.Experimenters;
import org.mirach.openflow.vendor.Nicira;
import org.mirach.openflow.vendor.Onf;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Lengths that messages to a switch may have: a body of at least so many octets, and then a multiple of a step. Open
 * vSwitch looks at this before anything else in a message, so a strict decoder does.
 */
final class Lengths {
    private static final int ANY = 1;
    private static final int EXACT = 0;
    private static final int OCTETS8 = 8;

    private Lengths() {}

    /** Whether a message's length can be right; unknown kinds are left to who reads them. */
    static boolean fit(OFVersion version, byte[] frame) {
        int type = Octets.u8(frame, 1);
        if (type == Frames.EXPERIMENTER) {
            return experimenter(frame);
        }
        return switch (version) {
            case OF_10 -> of10(type, frame);
            case OF_11, OF_12, OF_13 -> of13(type, frame);
            case OF_14, OF_15 -> of14(type, frame, version == OFVersion.OF_15);
        };
    }

    private static boolean fits(byte[] frame, int header, int body, int step) {
        int rest = frame.length - header - body;
        return rest == 0 || rest > 0 && step != EXACT && rest % step == 0;
    }

    private static boolean of10(int type, byte[] frame) {
        return switch (type) {
            case 5, 7, 18 -> fits(frame, 8, 0, EXACT);
            case 9, 20 -> fits(frame, 8, 4, EXACT);
            case 13 -> fits(frame, 8, 8, ANY);
            case 14 -> fits(frame, 8, 64, OCTETS8);
            case 15 -> fits(frame, 8, 24, EXACT);
            case 16 -> frame.length >= 12 && statistics(Octets.u16(frame, 8), frame);
            default -> true;
        };
    }

    private static boolean statistics(int type, byte[] frame) {
        return switch (type) {
            case 0, 3, 13 -> fits(frame, 12, 0, EXACT);
            case 1, 2 -> fits(frame, 12, 44, EXACT);
            case 4, 5 -> fits(frame, 12, 8, EXACT);
            case 0xffff ->
                frame.length >= 16
                        && (Octets.i32(frame, 12) != Experimenters.NICIRA
                                || frame.length >= 24 && niciraStatistics(Octets.i32(frame, 16), frame));
            default -> true;
        };
    }

    private static boolean niciraStatistics(int subtype, byte[] frame) {
        return switch (subtype) {
            case Nicira.NXST_FLOW, Nicira.NXST_AGGREGATE -> fits(frame, 24, 8, OCTETS8);
            case Nicira.NXST_FLOW_MONITOR -> fits(frame, 24, 0, OCTETS8);
            case Nicira.NXST_IPFIX_BRIDGE, Nicira.NXST_IPFIX_FLOW, Nicira.NXST_GROUP_FEATURES ->
                fits(frame, 24, 0, EXACT);
            case Nicira.NXST_GROUP, Nicira.NXST_GROUP_DESC -> fits(frame, 24, 8, EXACT);
            default -> true;
        };
    }

    private static boolean of13(int type, byte[] frame) {
        return switch (type) {
            case 5, 7, 20, 26 -> fits(frame, 8, 0, EXACT);
            case 9 -> fits(frame, 8, 4, EXACT);
            case 13 -> fits(frame, 8, 16, ANY);
            case 14 -> fits(frame, 8, 48, OCTETS8);
            case 15, 29 -> fits(frame, 8, 8, OCTETS8);
            case 16 -> fits(frame, 8, 32, EXACT);
            case 17, 22 -> fits(frame, 8, 8, EXACT);
            case 18 -> frame.length >= 16 && multipart(Octets.u16(frame, 8), frame);
            case 24 -> fits(frame, 8, 16, EXACT);
            case 28 -> fits(frame, 8, 24, EXACT);
            default -> true;
        };
    }

    private static boolean multipart(int type, byte[] frame) {
        return switch (type) {
            case 0, 3, 7, 8, 11, 13 -> fits(frame, 16, 0, EXACT);
            case 1, 2 -> fits(frame, 16, 40, OCTETS8);
            case 4, 5, 6, 9, 10 -> fits(frame, 16, 8, EXACT);
            case 12 -> fits(frame, 16, 0, OCTETS8);
            case 0xffff -> frame.length >= 24 && experimenterMultipart(frame);
            default -> true;
        };
    }

    private static boolean experimenterMultipart(byte[] frame) {
        return switch (Octets.i32(frame, 16)) {
            case Experimenters.NICIRA ->
                switch (Octets.i32(frame, 20)) {
                    case Nicira.NXST_IPFIX_BRIDGE, Nicira.NXST_IPFIX_FLOW -> fits(frame, 24, 0, EXACT);
                    default -> true;
                };
            case Experimenters.ONF -> Octets.i32(frame, 20) != Onf.FLOW_MONITOR || fits(frame, 24, 0, OCTETS8);
            default -> true;
        };
    }

    private static boolean of14(int type, byte[] frame, boolean of15) {
        return switch (type) {
            case 13 -> of15 ? fits(frame, 8, 8, ANY) : fits(frame, 8, 16, ANY);
            case 15 -> of15 ? fits(frame, 8, 16, OCTETS8) : fits(frame, 8, 8, OCTETS8);
            case 16 -> fits(frame, 8, 24, OCTETS8);
            case 17, 33 -> fits(frame, 8, 8, OCTETS8);
            case 18 -> frame.length >= 16 && multipartOf14(Octets.u16(frame, 8), frame, of15);
            case 28 -> fits(frame, 8, 0, OCTETS8);
            case 34 -> fits(frame, 8, 8, ANY);
            case 22, 23 -> true; // There are none: left to be refused.
            default -> of13(type, frame);
        };
    }

    private static boolean multipartOf14(int type, byte[] frame, boolean of15) {
        return switch (type) {
            case 7, 13 -> of15 ? fits(frame, 16, 8, EXACT) : fits(frame, 16, 0, EXACT);
            case 14 -> fits(frame, 16, 0, EXACT);
            case 15 -> fits(frame, 16, 8, EXACT);
            case 16 -> fits(frame, 16, 0, OCTETS8);
            default -> multipart(type, frame);
        };
    }

    private static boolean experimenter(byte[] frame) {
        if (frame.length < 16) {
            return false;
        }
        return switch (Octets.i32(frame, 8)) {
            case Experimenters.NICIRA -> nicira(Octets.i32(frame, 12), frame);
            case Experimenters.ONF -> onf(Octets.i32(frame, 12), frame);
            default -> true;
        };
    }

    private static boolean nicira(int subtype, byte[] frame) {
        return switch (subtype) {
            case Nicira.NXT_ROLE_REQUEST,
                    Nicira.NXT_SET_FLOW_FORMAT,
                    Nicira.NXT_SET_PACKET_IN_FORMAT,
                    Nicira.NXT_FLOW_MONITOR_CANCEL -> fits(frame, 16, 4, EXACT);
            case Nicira.NXT_FLOW_MOD -> fits(frame, 16, 32, OCTETS8);
            case Nicira.NXT_FLOW_MOD_TABLE_ID, Nicira.NXT_SET_CONTROLLER_ID, Nicira.NXT_CT_FLUSH_ZONE ->
                fits(frame, 16, 8, EXACT);
            case Nicira.NXT_FLOW_AGE, Nicira.NXT_TLV_TABLE_REQUEST -> fits(frame, 16, 0, EXACT);
            case Nicira.NXT_SET_ASYNC_CONFIG -> fits(frame, 16, 24, EXACT);
            case Nicira.NXT_TLV_TABLE_MOD, Nicira.NXT_CT_FLUSH -> fits(frame, 16, 8, OCTETS8);
            case Nicira.NXT_SET_ASYNC_CONFIG2, Nicira.NXT_RESUME -> fits(frame, 16, 0, OCTETS8);
            case Nicira.NXT_GROUP_MOD -> fits(frame, 16, 16, OCTETS8);
            default -> true;
        };
    }

    private static boolean onf(int subtype, byte[] frame) {
        return switch (subtype) {
            case Onf.FLOW_MONITOR_CANCEL -> fits(frame, 16, 4, EXACT);
            case Onf.BUNDLE_CONTROL -> fits(frame, 16, 8, OCTETS8);
            case Onf.BUNDLE_ADD_MESSAGE -> fits(frame, 16, 8, ANY);
            default -> true;
        };
    }
}
