package org.mirach.openflow.error;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Every OpenFlow error that Open vSwitch knows in OpenFlow 1.0, 1.3, 1.4 or 1.5, with its number in each (ofp-errors.h of Open
 * vSwitch 3.1 is the source of the numbers). Errors that a version lacks are Nicira's or ONF's experimenter errors
 * there, or cannot be said at all.
 */
public enum OfError {
    OFPHFC_INCOMPATIBLE(of(0, 0), of(0, 0)),
    OFPHFC_EPERM(of(0, 1), of(0, 1)),
    OFPBRC_BAD_VERSION(of(1, 0), of(1, 0)),
    OFPBRC_BAD_TYPE(of(1, 1), of(1, 1)),
    OFPBRC_BAD_STAT(of(1, 2), of(1, 2)),
    OFPBRC_BAD_VENDOR(of(1, 3), of(1, 3)),
    OFPBRC_BAD_SUBTYPE(of(1, 4), of(1, 4)),
    OFPBRC_EPERM(of(1, 5), of(1, 5)),
    OFPBRC_BAD_LEN(of(1, 6), of(1, 6)),
    OFPBRC_BUFFER_EMPTY(of(1, 7), of(1, 7)),
    OFPBRC_BUFFER_UNKNOWN(of(1, 8), of(1, 8)),
    OFPBRC_BAD_TABLE_ID(nx(1, 512), of(1, 9)),
    OFPBRC_IS_SECONDARY(of(1, 5), of(1, 10)),
    OFPBRC_BAD_PORT(nx(1, 514), of(1, 11)),
    OFPBRC_BAD_PACKET(null, of(1, 12)),
    OFPBRC_MULTIPART_BUFFER_OVERFLOW(null, of(1, 13)),
    OFPBRC_MULTIPART_REQUEST_TIMEOUT(null, onf(2640), of(1, 14)),
    OFPBRC_MULTIPART_REPLY_TIMEOUT(null, onf(2641), of(1, 15)),
    OFPBRC_MULTIPART_BAD_SCHED(null, null, null, of(1, 16)),
    OFPBRC_PIPELINE_FIELDS_ONLY(null, null, null, of(1, 17)),
    OFPBRC_UNKNOWN(null, null, null, of(1, 18)),
    NXBRC_NXM_INVALID(nx(1, 256), nx(2, 0)),
    NXBRC_NXM_BAD_TYPE(nx(1, 257), nx(3, 0)),
    NXBRC_MUST_BE_ZERO(nx(1, 515), nx(4, 0)),
    NXBRC_BAD_REASON(nx(1, 516), nx(5, 0)),
    NXBRC_FM_BAD_EVENT(nx(1, 520), nx(9, 0)),
    NXBRC_UNENCODABLE_ERROR(nx(1, 521), nx(10, 0)),
    OFPBAC_BAD_TYPE(of(2, 0), of(2, 0)),
    OFPBAC_BAD_LEN(of(2, 1), of(2, 1)),
    OFPBAC_BAD_VENDOR(of(2, 2), of(2, 2)),
    OFPBAC_BAD_VENDOR_TYPE(of(2, 3), of(2, 3)),
    OFPBAC_BAD_OUT_PORT(of(2, 4), of(2, 4)),
    OFPBAC_BAD_ARGUMENT(of(2, 5), of(2, 5)),
    OFPBAC_EPERM(of(2, 6), of(2, 6)),
    OFPBAC_TOO_MANY(of(2, 7), of(2, 7)),
    OFPBAC_BAD_QUEUE(of(2, 8), of(2, 8)),
    OFPBAC_BAD_OUT_GROUP(nx(2, 9), of(2, 9)),
    OFPBAC_MATCH_INCONSISTENT(nx(1, 522), of(2, 10)),
    OFPBAC_UNSUPPORTED_ORDER(null, of(2, 11)),
    OFPBAC_BAD_TAG(null, of(2, 12)),
    OFPBAC_BAD_SET_TYPE(nx(1, 523), of(2, 13)),
    OFPBAC_BAD_SET_LEN(nx(1, 524), of(2, 14)),
    OFPBAC_BAD_SET_ARGUMENT(nx(1, 525), of(2, 15)),
    OFPBAC_BAD_SET_MASK(null, onf(4250), onf(4250), of(2, 16)),
    OFPBAC_BAD_METER(null, null, null, of(2, 17)),
    NXBAC_MUST_BE_ZERO(nx(2, 256), nx(11, 0)),
    NXBAC_BAD_CONJUNCTION(nx(2, 526), nx(15, 0)),
    NXBAC_BAD_HEADER_TYPE(null, nx(39, 0)),
    NXBAC_UNKNOWN_ED_PROP(null, nx(40, 0)),
    NXBAC_BAD_ED_PROP(null, nx(41, 0)),
    NXBAC_CT_DATAPATH_SUPPORT(nx(1, 265), nx(42, 0)),
    OFPBIC_UNKNOWN_INST(null, of(3, 0)),
    OFPBIC_UNSUP_INST(nx(2, 257), of(3, 1)),
    OFPBIC_BAD_TABLE_ID(null, of(3, 2)),
    OFPBIC_UNSUP_METADATA(null, of(3, 3)),
    OFPBIC_UNSUP_METADATA_MASK(null, of(3, 4)),
    OFPBIC_BAD_EXPERIMENTER(null, of(3, 5)),
    OFPBIC_BAD_EXP_TYPE(null, of(3, 6)),
    OFPBIC_BAD_LEN(null, of(3, 7)),
    OFPBIC_EPERM(null, of(3, 8)),
    OFPBIC_DUP_INST(null, onf(2600), of(3, 9)),
    OFPBMC_BAD_TYPE(null, of(4, 0)),
    OFPBMC_BAD_LEN(null, of(4, 1)),
    OFPBMC_BAD_TAG(null, of(4, 2)),
    OFPBMC_BAD_DL_ADDR_MASK(null, of(4, 3)),
    OFPBMC_BAD_NW_ADDR_MASK(null, of(4, 4)),
    OFPBMC_BAD_WILDCARDS(nx(1, 262), of(4, 5)),
    OFPBMC_BAD_FIELD(nx(0, 263), of(4, 6)),
    OFPBMC_BAD_VALUE(nx(1, 258), of(4, 7)),
    OFPBMC_BAD_MASK(nx(1, 259), of(4, 8)),
    OFPBMC_BAD_PREREQ(nx(1, 260), of(4, 9)),
    OFPBMC_DUP_FIELD(nx(1, 261), of(4, 10)),
    OFPBMC_EPERM(null, of(4, 11)),
    NXBMC_CT_DATAPATH_SUPPORT(nx(1, 264), nx(43, 0)),
    OFPFMFC_UNKNOWN(null, of(5, 0)),
    OFPFMFC_TABLE_FULL(of(3, 0), of(5, 1)),
    OFPFMFC_BAD_TABLE_ID(null, of(5, 2)),
    OFPFMFC_OVERLAP(of(3, 1), of(5, 3)),
    OFPFMFC_EPERM(of(3, 2), of(5, 4)),
    OFPFMFC_BAD_TIMEOUT(null, of(5, 5)),
    OFPFMFC_BAD_EMERG_TIMEOUT(of(3, 3), null),
    OFPFMFC_BAD_COMMAND(of(3, 4), of(5, 6)),
    OFPFMFC_BAD_FLAGS(nx(3, 258), of(5, 7)),
    OFPFMFC_CANT_SYNC(null, null, of(5, 8)),
    OFPFMFC_BAD_PRIORITY(null, onf(2360), of(5, 9)),
    OFPFMFC_IS_SYNC(null, null, of(5, 10)),
    OFPFMFC_UNSUPPORTED(of(3, 5), null),
    NXFMFC_HARDWARE(nx(5, 256), nx(12, 0)),
    NXFMFC_BAD_TABLE_ID(nx(5, 257), nx(13, 0)),
    NXFMFC_INVALID_TLV_FIELD(nx(1, 536), nx(37, 0)),
    OFPGMFC_GROUP_EXISTS(nx(6, 0), of(6, 0)),
    OFPGMFC_INVALID_GROUP(nx(6, 1), of(6, 1)),
    OFPGMFC_WEIGHT_UNSUPPORTED(nx(6, 2), of(6, 2)),
    OFPGMFC_OUT_OF_GROUPS(nx(6, 3), of(6, 3)),
    OFPGMFC_OUT_OF_BUCKETS(nx(6, 4), of(6, 4)),
    OFPGMFC_CHAINING_UNSUPPORTED(nx(6, 5), of(6, 5)),
    OFPGMFC_WATCH_UNSUPPORTED(nx(6, 6), of(6, 6)),
    OFPGMFC_LOOP(nx(6, 7), of(6, 7)),
    OFPGMFC_UNKNOWN_GROUP(nx(6, 8), of(6, 8)),
    OFPGMFC_CHAINED_GROUP(nx(6, 9), of(6, 9)),
    OFPGMFC_BAD_TYPE(nx(6, 10), of(6, 10)),
    OFPGMFC_BAD_COMMAND(nx(6, 11), of(6, 11)),
    OFPGMFC_BAD_BUCKET(nx(6, 12), of(6, 12)),
    OFPGMFC_BAD_WATCH(nx(6, 13), of(6, 13)),
    OFPGMFC_EPERM(nx(6, 14), of(6, 14)),
    OFPGMFC_UNKNOWN_BUCKET(nx(6, 15), null, null, of(6, 15)),
    OFPGMFC_BUCKET_EXISTS(nx(6, 16), null, null, of(6, 16)),
    OFPPMFC_BAD_PORT(of(4, 0), of(7, 0)),
    OFPPMFC_BAD_HW_ADDR(of(4, 1), of(7, 1)),
    OFPPMFC_BAD_CONFIG(null, of(7, 2)),
    OFPPMFC_BAD_ADVERTISE(null, of(7, 3)),
    OFPPMFC_EPERM(null, of(7, 4)),
    OFPTMFC_BAD_TABLE(null, of(8, 0)),
    OFPTMFC_BAD_CONFIG(null, of(8, 1)),
    OFPTMFC_EPERM(null, of(8, 2)),
    OFPQOFC_BAD_PORT(of(5, 0), of(9, 0)),
    OFPQOFC_BAD_QUEUE(of(5, 1), of(9, 1)),
    OFPQOFC_EPERM(of(5, 2), of(9, 2)),
    NXQOFC_QUEUE_ERROR(null, null, nx(23, 0)),
    OFPSCFC_BAD_FLAGS(null, of(10, 0)),
    OFPSCFC_BAD_LEN(null, of(10, 1)),
    OFPSCFC_EPERM(null, of(10, 2)),
    OFPRRFC_STALE(null, of(11, 0)),
    OFPRRFC_UNSUP(null, of(11, 1)),
    OFPRRFC_BAD_ROLE(nx(1, 513), of(11, 2)),
    OFPRRFC_ID_UNSUP(null, null, null, of(11, 3)),
    OFPRRFC_ID_IN_USE(null, null, null, of(11, 4)),
    OFPMMFC_UNKNOWN(null, of(12, 0)),
    OFPMMFC_METER_EXISTS(null, of(12, 1)),
    OFPMMFC_INVALID_METER(null, of(12, 2)),
    OFPMMFC_UNKNOWN_METER(null, of(12, 3)),
    OFPMMFC_BAD_COMMAND(null, of(12, 4)),
    OFPMMFC_BAD_FLAGS(null, of(12, 5)),
    OFPMMFC_BAD_RATE(null, of(12, 6)),
    OFPMMFC_BAD_BURST(null, of(12, 7)),
    OFPMMFC_BAD_BAND(null, of(12, 8)),
    OFPMMFC_BAD_BAND_VALUE(null, of(12, 9)),
    OFPMMFC_OUT_OF_METERS(null, of(12, 10)),
    OFPMMFC_OUT_OF_BANDS(null, of(12, 11)),
    OFPTFFC_BAD_TABLE(null, of(13, 0)),
    OFPTFFC_BAD_METADATA(null, of(13, 1)),
    OFPTFFC_EPERM(null, of(13, 5)),
    OFPTFFC_BAD_CAPA(null, null, null, of(13, 6)),
    OFPTFFC_BAD_MAX_ENT(null, null, null, of(13, 7)),
    OFPTFFC_BAD_FEATURES(null, null, null, of(13, 8)),
    OFPTFFC_BAD_COMMAND(null, null, null, of(13, 9)),
    OFPTFFC_TOO_MANY(null, null, null, of(13, 10)),
    NXTFFC_DUP_TABLE(null, nx(44, 0)),
    OFPBPC_BAD_TYPE(nx(13, 2), of(13, 2), of(14, 0)),
    OFPBPC_BAD_LEN(nx(13, 3), of(13, 3), of(14, 1)),
    OFPBPC_BAD_VALUE(nx(13, 4), of(13, 4), of(14, 2)),
    OFPBPC_TOO_MANY(nx(14, 3), onf(4443), of(14, 3)),
    OFPBPC_DUP_TYPE(nx(14, 4), onf(4444), of(14, 4)),
    OFPBPC_BAD_EXPERIMENTER(nx(14, 5), onf(4445), of(14, 5)),
    OFPBPC_BAD_EXP_TYPE(nx(14, 6), onf(4446), of(14, 6)),
    OFPBPC_BAD_EXP_VALUE(nx(14, 7), onf(4447), of(14, 7)),
    OFPBPC_EPERM(nx(14, 8), onf(4448), of(14, 8)),
    OFPACFC_INVALID(null, onf(2370), of(15, 0)),
    OFPACFC_UNSUPPORTED(null, onf(2371), of(15, 1)),
    OFPACFC_EPERM(null, onf(2372), of(15, 2)),
    OFPBFC_UNKNOWN(null, onf(2300), of(17, 0)),
    OFPBFC_EPERM(null, onf(2301), of(17, 1)),
    OFPBFC_BAD_ID(null, onf(2302), of(17, 2)),
    OFPBFC_BUNDLE_EXIST(null, onf(2303), of(17, 3)),
    OFPBFC_BUNDLE_CLOSED(null, onf(2304), of(17, 4)),
    OFPBFC_OUT_OF_BUNDLES(null, onf(2305), of(17, 5)),
    OFPBFC_BAD_TYPE(null, onf(2306), of(17, 6)),
    OFPBFC_BAD_FLAGS(null, onf(2307), of(17, 7)),
    OFPBFC_MSG_BAD_LEN(null, onf(2308), of(17, 8)),
    OFPBFC_MSG_BAD_XID(null, onf(2309), of(17, 9)),
    OFPBFC_MSG_UNSUP(null, onf(2310), of(17, 10)),
    OFPBFC_MSG_CONFLICT(null, onf(2311), of(17, 11)),
    OFPBFC_MSG_TOO_MANY(null, onf(2312), of(17, 12)),
    OFPBFC_MSG_FAILED(null, onf(2313), of(17, 13)),
    OFPBFC_TIMEOUT(null, onf(2314), of(17, 14)),
    OFPBFC_BUNDLE_IN_PROGRESS(null, onf(2315), of(17, 15)),
    OFPBFC_SCHED_NOT_SUPPORTED(null, null, null, of(17, 16)),
    OFPBFC_SCHED_FUTURE(null, null, null, of(17, 17)),
    OFPBFC_SCHED_PAST(null, null, null, of(17, 18)),
    OFPBFC_BAD_VERSION(null, null, nx(22, 0)),
    OFPMOFC_UNKNOWN(null, null, of(16, 0)),
    OFPMOFC_MONITOR_EXISTS(nx(1, 517), nx(6, 0), of(16, 1)),
    OFPMOFC_INVALID_MONITOR(null, null, of(16, 2)),
    OFPMOFC_UNKNOWN_MONITOR(nx(1, 519), nx(8, 0), of(16, 3)),
    OFPMOFC_BAD_COMMAND(null, null, of(16, 4)),
    OFPMOFC_BAD_FLAGS(nx(1, 518), nx(7, 0), of(16, 5)),
    OFPMOFC_BAD_TABLE_ID(null, null, of(16, 6)),
    OFPMOFC_BAD_OUT(null, null, of(16, 7)),
    NXTTMFC_BAD_COMMAND(nx(1, 527), nx(16, 0)),
    NXTTMFC_BAD_OPT_LEN(nx(1, 528), nx(17, 0)),
    NXTTMFC_BAD_FIELD_IDX(nx(1, 529), nx(18, 0)),
    NXTTMFC_TABLE_FULL(nx(1, 530), nx(19, 0)),
    NXTTMFC_ALREADY_MAPPED(nx(1, 531), nx(20, 0)),
    NXTTMFC_DUP_ENTRY(nx(1, 532), nx(21, 0)),
    NXTTMFC_INVALID_TLV_DEL(nx(1, 537), nx(38, 0)),
    NXR_NOT_SUPPORTED(nx(1, 533), nx(34, 0)),
    NXR_STALE(nx(1, 534), nx(35, 0)),
    NXST_NOT_CONFIGURED(nx(1, 535), nx(36, 0));

    private static final Map<OFVersion, Map<Long, OfError>> NAMES = names();
    private final ErrorCode of10;
    private final ErrorCode of13;
    private final ErrorCode of14;
    private final ErrorCode of15;

    OfError(ErrorCode of10, ErrorCode of13) {
        this(of10, of13, of13, of13);
    }

    OfError(ErrorCode of10, ErrorCode of13, ErrorCode of14) {
        this(of10, of13, of14, of14);
    }

    OfError(ErrorCode of10, ErrorCode of13, ErrorCode of14, ErrorCode of15) {
        this.of10 = of10;
        this.of13 = of13;
        this.of14 = of14;
        this.of15 = of15;
    }

    /** The number in a version; what cannot be said in it is Nicira's UNENCODABLE_ERROR. */
    public ErrorCode in(OFVersion version) {
        ErrorCode code = raw(version);
        return code != null ? code : NXBRC_UNENCODABLE_ERROR.raw(version);
    }

    /** The error with this number, or null; {@code code} of an experimenter error from 1.3 on is 0. */
    public static OfError of(OFVersion version, int experimenter, int type, int code) {
        return NAMES.getOrDefault(version, Map.of()).get(key(experimenter, type, code));
    }

    private ErrorCode raw(OFVersion version) {
        return switch (version) {
            case OF_10 -> of10;
            case OF_11, OF_12, OF_13 -> of13;
            case OF_14 -> of14;
            case OF_15 -> of15;
        };
    }

    private static Map<OFVersion, Map<Long, OfError>> names() {
        Map<OFVersion, Map<Long, OfError>> names = new EnumMap<>(OFVersion.class);
        for (OFVersion version : OFVersion.values()) {
            names.put(version, index(version));
        }
        return names;
    }

    private static Map<Long, OfError> index(OFVersion version) {
        Map<Long, OfError> map = new HashMap<>();
        for (OfError error : values()) {
            ErrorCode code = error.raw(version);
            if (code != null) {
                map.putIfAbsent(key(code.experimenter(), code.type(), code.code()), error);
            }
        }
        return map;
    }

    private static long key(int experimenter, int type, int code) {
        return (long) experimenter << 32 | (type & 0xffffL) << 16 | code & 0xffffL;
    }

    private static ErrorCode of(int type, int code) {
        return new ErrorCode(0, type, code);
    }

    private static ErrorCode nx(int type, int code) {
        return new ErrorCode(ErrorCode.NICIRA, type, code);
    }

    private static ErrorCode onf(int type) {
        return new ErrorCode(ErrorCode.ONF, type, 0);
    }
}
