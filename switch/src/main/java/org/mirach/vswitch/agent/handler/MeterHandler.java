package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.MeterMod;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * OFPT_METER_MOD and the meter multiparts (OpenFlow 1.3.5, 7.3.4.4 and 7.3.5.12 to 14). This switch holds no meters: see
 * {@link GroupHandler}.
 */
@RunsOn(Role.AGENT)
final class MeterHandler implements MessageHandler<MeterMod> {
    private static final int ADD = 0;
    private static final int MODIFY = 1;
    private static final int DELETE = 2;
    private static final int ALL_METERS = -1;
    private static final int FEATURES_BYTES = 16;

    @Override
    public Answer handle(Peer peer, MeterMod message) throws OpenFlowException {
        switch (message.command()) {
            case ADD -> throw new OpenFlowException(OfError.OFPMMFC_OUT_OF_METERS, "this switch has no meters yet");
            case MODIFY -> throw new OpenFlowException(OfError.OFPMMFC_UNKNOWN_METER, "this switch has no meters yet");
            case DELETE -> {
                return Answer.NONE;
            }
            default -> throw new OpenFlowException(OfError.OFPMMFC_BAD_COMMAND, "command " + message.command());
        }
    }

    Answer stats(Peer peer, long xid, long meterId) throws OpenFlowException {
        return list(peer, xid, meterId, Multipart.METER);
    }

    Answer config(Peer peer, long xid, long meterId) throws OpenFlowException {
        return list(peer, xid, meterId, Multipart.METER_CONFIG);
    }

    Answer features(Peer peer, long xid) {
        return Answer.of(Multipart.reply(
                peer.version(), xid, Multipart.METER_FEATURES, new WireBody(FEATURES_BYTES).zeros(FEATURES_BYTES)));
    }

    private static Answer list(Peer peer, long xid, long meterId, int type) throws OpenFlowException {
        if ((int) meterId != ALL_METERS) {
            throw new OpenFlowException(OfError.OFPMMFC_UNKNOWN_METER, "no meter " + meterId);
        }
        return Answer.of(Multipart.empty(peer.version(), xid, type));
    }
}
