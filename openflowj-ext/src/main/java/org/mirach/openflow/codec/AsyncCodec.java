package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.AsyncConfig;
import org.mirach.openflow.message.AsyncConfig.Form;
import org.mirach.openflow.message.AsyncConfig.Kind;
import org.mirach.openflow.message.AsyncConfig.Mask;
import org.mirach.openflow.vendor.Nicira;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Asynchronous configuration: six masks (OpenFlow 1.3.5, 7.3.10; NXT_SET_ASYNC_CONFIG), or properties (1.4 on). */
final class AsyncCodec {
    private static final int GET_ASYNC_REPLY = 27;
    private static final int SET_ASYNC = 28;
    private static final Kind[] KINDS = Kind.values();
    /** Kinds of the six masks. */
    private static final int LEGACY_KINDS = 3;
    /** Open vSwitch takes 0xfffe for an experimenter's too. */
    private static final int FIRST_EXPERIMENTER = 0xfffe;

    private AsyncCodec() {}

    static AsyncConfig read(Dialect dialect, byte[] from, int at, Form form) throws OpenFlowException {
        boolean properties = form == Form.NICIRA_SET2 || dialect.of14 && form != Form.NICIRA_SET;
        List<Mask> masks = properties ? properties(dialect, from, at) : legacy(from, at);
        return new AsyncConfig(dialect.version, Octets.u32(from, 4), form, masks);
    }

    private static List<Mask> legacy(byte[] from, int at) throws OpenFlowException {
        Dialect.need(from.length == at + 24, OfError.OFPBRC_BAD_LEN, "asynchronous configuration");
        List<Mask> masks = new ArrayList<>();
        for (int i = 0; i < 2 * LEGACY_KINDS; i++) {
            masks.add(new Mask(KINDS[i / 2], i % 2 == 1, Octets.i32(from, at + 4 * i)));
        }
        return masks;
    }

    private static List<Mask> properties(Dialect dialect, byte[] from, int at) throws OpenFlowException {
        List<Mask> masks = new ArrayList<>();
        PropertyReader properties = new PropertyReader(from, at, from.length, FIRST_EXPERIMENTER);
        while (properties.advance()) {
            if (properties.type() < 2L * KINDS.length) {
                int type = (int) properties.type();
                int bits = properties.i32();
                dialect.check(
                        (bits & ~allowed(KINDS[type / 2], dialect.of14)) == 0,
                        OfError.OFPACFC_INVALID,
                        "reasons 0x%",
                        bits);
                masks.add(new Mask(KINDS[type / 2], type % 2 == 0, bits));
            } else if (dialect.strict) {
                throw properties.type() > PropertyReader.EXPERIMENTER
                        ? properties.unknown("async config")
                        : new OpenFlowException(OfError.OFPACFC_UNSUPPORTED, "property " + properties.type());
            }
        }
        return masks;
    }

    /** Reasons that there are of a kind. */
    private static int allowed(Kind kind, boolean of14) {
        return switch (kind) {
            case PACKET_IN -> of14 ? 0x3f : 7;
            case PORT_STATUS, ROLE_STATUS -> 7;
            case FLOW_REMOVED -> 0x3f;
            case TABLE_STATUS -> 0x18;
            case REQUESTFORWARD -> 3;
        };
    }

    static void write(AsyncConfig config, ByteBuf out) {
        OFVersion version = config.version();
        boolean of10 = version == OFVersion.OF_10;
        int start = switch (config.form()) {
            case SET ->
                of10
                        ? Frames.beginNicira(out, version, Nicira.NXT_SET_ASYNC_CONFIG, config.xid())
                        : Frames.begin(out, version, SET_ASYNC, config.xid());
            case NICIRA_SET -> Frames.beginNicira(out, version, Nicira.NXT_SET_ASYNC_CONFIG, config.xid());
            case NICIRA_SET2 -> Frames.beginNicira(out, version, Nicira.NXT_SET_ASYNC_CONFIG2, config.xid());
            case REPLY -> Frames.begin(out, version, GET_ASYNC_REPLY, config.xid());
        };
        boolean properties = config.form() == Form.NICIRA_SET2
                || Dialect.atLeast(version, OFVersion.OF_14) && config.form() != Form.NICIRA_SET;
        for (Mask mask : config.masks()) {
            if (properties) {
                Properties.i32(out, 2 * mask.kind().ordinal() + (mask.slave() ? 0 : 1), mask.bits());
            } else if (mask.kind().ordinal() < LEGACY_KINDS) {
                out.writeInt(mask.bits());
            }
        }
        Frames.end(out, start);
    }
}
