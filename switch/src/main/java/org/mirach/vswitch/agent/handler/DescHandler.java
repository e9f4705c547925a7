package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.message.BasicRequest;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/** OFPMP_DESC: maker, hardware, software, serial number; the bridge has no description (OpenFlow 1.3.5, 7.3.5.1). */
@RunsOn(Role.AGENT)
final class DescHandler implements MessageHandler<BasicRequest> {
    private static final int TEXT_BYTES = 256;
    private static final int SERIAL_BYTES = 32;

    private final String software;

    DescHandler(String software) {
        this.software = software;
    }

    @Override
    public Answer handle(Peer peer, BasicRequest request) {
        WireBody body = new WireBody(4 * TEXT_BYTES + SERIAL_BYTES)
                .text("Mirach project", TEXT_BYTES)
                .text("Mirach virtual switch", TEXT_BYTES)
                .text(software, TEXT_BYTES)
                .text("None", SERIAL_BYTES)
                .text("None", TEXT_BYTES);
        return Answer.of(Multipart.reply(peer.version(), request.xid(), Multipart.DESC, body));
    }
}
