package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.MeterMod;
import org.mirach.vswitch.agent.async.RequestForwarder;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.meter.MeterBand;
import org.mirach.vswitch.pipeline.meter.MeterChange;

/** OFPT_METER_MOD (OpenFlow 1.3.5, 7.3.4.4). */
@RunsOn(Role.AGENT)
final class MeterHandler implements MessageHandler<MeterMod> {
    private static final MeterChange.Command[] COMMANDS = MeterChange.Command.values();

    private final Pipeline pipeline;
    private final RequestForwarder forwarder;

    MeterHandler(Pipeline pipeline, RequestForwarder forwarder) {
        this.pipeline = pipeline;
        this.forwarder = forwarder;
    }

    @Override
    public Answer handle(Peer peer, MeterMod message) throws OpenFlowException {
        Refusals.check(pipeline.apply(new MeterChange(
                COMMANDS[message.command()],
                message.meterId(),
                message.flags(),
                message.bands().stream().map(MeterHandler::band).toList())));
        forwarder.onMeterMod(peer, message);
        return Answer.NONE;
    }

    private static MeterBand band(MeterMod.Band band) {
        boolean remark = band.type() == MeterMod.BAND_DSCP_REMARK;
        return new MeterBand(band.type(), band.rate(), band.burstSize(), remark ? (int) band.parameter() : 0);
    }
}
