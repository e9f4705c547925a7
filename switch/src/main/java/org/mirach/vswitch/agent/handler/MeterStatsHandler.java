package org.mirach.vswitch.agent.handler;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.ItemRequest;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.meter.MeterBand;
import org.mirach.vswitch.pipeline.meter.MeterEntry;
import org.mirach.vswitch.pipeline.meter.MeterTable;

/** The meter multiparts (OpenFlow 1.3.5, 7.3.5.12 to 14). */
@RunsOn(Role.AGENT)
final class MeterStatsHandler {
    private static final int FEATURES_BYTES = 16;
    private static final int STATS_BYTES = 40;
    private static final int CONFIG_BYTES = 8;
    private static final int BAND_BYTES = 16;
    private static final int BAND_TYPES = 1 << MeterBand.DROP | 1 << MeterBand.DSCP_REMARK;
    private static final int CAPABILITIES = MeterEntry.KBPS | MeterEntry.PKTPS | MeterEntry.BURST | MeterEntry.STATS;

    private final Pipeline pipeline;
    private final FreshCounters counters;
    private final LongSupplier nanoTime;

    MeterStatsHandler(Pipeline pipeline, FreshCounters counters, LongSupplier nanoTime) {
        this.pipeline = pipeline;
        this.counters = counters;
        this.nanoTime = nanoTime;
    }

    Answer stats(Peer peer, ItemRequest request) throws OpenFlowException {
        meters(request.id());
        return counters.then(() -> list(peer, request, Multipart.METER, this::writeStats));
    }

    Answer config(Peer peer, ItemRequest request) throws OpenFlowException {
        meters(request.id());
        return list(peer, request, Multipart.METER_CONFIG, MeterStatsHandler::writeConfig);
    }

    private Answer list(Peer peer, ItemRequest request, int type, BiConsumer<WireBody, MeterEntry> writer) {
        long version = pipeline.version();
        MeterEntry one = pipeline.meters().get(request.id(), version);
        List<MeterEntry> shown = request.id() == MeterTable.ALL_METERS
                ? pipeline.meters().all(version)
                : one == null ? List.of() : List.of(one);
        return new Answer.Stream(
                Multipart.replies(peer.version(), request.xid(), Multipart.of(type), shown.iterator(), writer));
    }

    private void meters(int meterId) throws OpenFlowException {
        if (meterId != MeterTable.ALL_METERS && pipeline.meters().get(meterId, pipeline.version()) == null) {
            throw new OpenFlowException(OfError.OFPMMFC_UNKNOWN_METER, "no meter " + Integer.toUnsignedString(meterId));
        }
    }

    private void writeStats(WireBody body, MeterEntry meter) {
        long ageNs = nanoTime.getAsLong() - meter.createdNs();
        int bands = meter.bands().size();
        body.u32(meter.meterId())
                .u16(STATS_BYTES + BAND_BYTES * bands)
                .zeros(6)
                .u32(pipeline.meterReferences(meter.meterId()))
                .u64(meter.counters().packets())
                .u64(meter.counters().bytes())
                .u32(Durations.seconds(ageNs))
                .u32(Durations.nanoseconds(ageNs));
        for (int band = 0; band < bands; band++) {
            body.u64(meter.counters().bandPackets(band)).u64(meter.counters().bandBytes(band));
        }
    }

    private static void writeConfig(WireBody body, MeterEntry meter) {
        body.u16(CONFIG_BYTES + BAND_BYTES * meter.bands().size())
                .u16(meter.flags())
                .u32(meter.meterId());
        for (MeterBand band : meter.bands()) {
            body.u16(band.type())
                    .u16(BAND_BYTES)
                    .u32(band.rate())
                    .u32(band.burstSize())
                    .u8(band.precedenceLevel())
                    .zeros(3);
        }
    }

    Answer features(Peer peer, long xid) {
        WireBody body = new WireBody(FEATURES_BYTES)
                .u32(pipeline.meters().maxMeters())
                .u32(BAND_TYPES)
                .u32(CAPABILITIES)
                .u8(MeterTable.MAX_BANDS)
                .u8(0)
                .zeros(2);
        return Answer.of(Multipart.reply(peer.version(), xid, Multipart.of(Multipart.METER_FEATURES), body));
    }
}
