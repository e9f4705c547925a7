package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.MeterMod;

/** meter_mod (OpenFlow 1.3.5, 7.3.4.4). */
final class MeterCodec {
    static final int METER_MOD = 29;
    private static final int LAST_COMMAND = 2;
    private static final int RATES = MeterMod.KBPS | MeterMod.PKTPS;

    private MeterCodec() {}

    static MeterMod readMeterMod(Dialect dialect, byte[] from) throws OpenFlowException {
        Dialect.need(from.length >= 16, OfError.OFPBRC_BAD_LEN, "meter_mod of % octets", from.length);
        int command = Octets.u16(from, 8);
        dialect.check(command <= LAST_COMMAND, OfError.OFPMMFC_BAD_COMMAND, "command %", command);
        int flags = Octets.u16(from, 10);
        List<MeterMod.Band> bands = List.of();
        if (command == MeterMod.DELETE && dialect.strict) {
            flags = 0; // Whatever is there, a delete does not look at it.
        } else {
            dialect.check((flags & RATES) != RATES, OfError.OFPMMFC_BAD_FLAGS, "flags 0x%", flags);
            bands = bands(dialect, from);
        }
        return new MeterMod(dialect.version, Octets.u32(from, 4), command, flags, Octets.i32(from, 12), bands);
    }

    private static List<MeterMod.Band> bands(Dialect dialect, byte[] from) throws OpenFlowException {
        List<MeterMod.Band> bands = new ArrayList<>();
        int at = 16;
        while (at < from.length) {
            Dialect.need(
                    from.length - at >= 16 && Octets.u16(from, at + 2) == 16, OfError.OFPBRC_BAD_LEN, "band length");
            int type = Octets.u16(from, at);
            boolean remark = type == MeterMod.BAND_DSCP_REMARK;
            dialect.check(remark || type == MeterMod.BAND_DROP, OfError.OFPMMFC_BAD_BAND, "band type %", type);
            bands.add(new MeterMod.Band(
                    type,
                    Octets.u32(from, at + 4),
                    Octets.u32(from, at + 8),
                    remark ? Octets.u8(from, at + 12) : Octets.u32(from, at + 12)));
            at += 16;
        }
        return bands;
    }

    static void write(MeterMod mod, ByteBuf out) {
        int start = Frames.begin(out, mod.version(), METER_MOD, mod.xid());
        out.writeShort(mod.command());
        out.writeShort(mod.flags());
        out.writeInt(mod.meterId());
        for (MeterMod.Band band : mod.bands()) {
            out.writeShort(band.type());
            out.writeShort(16);
            out.writeInt((int) band.rate());
            out.writeInt((int) band.burstSize());
            out.writeInt((int) (band.type() == MeterMod.BAND_DSCP_REMARK ? band.parameter() << 24 : band.parameter()));
        }
        Frames.end(out, start);
    }
}
