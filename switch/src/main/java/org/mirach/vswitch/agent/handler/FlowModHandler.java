package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.FlowOrigin;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.FlowChange;
import org.mirach.vswitch.pipeline.FlowChangeBuilder;
import org.mirach.vswitch.pipeline.Pipeline;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** OFPT_FLOW_MOD and NXT_FLOW_MOD, all five commands (OpenFlow 1.3.5, 7.3.4.1). */
@RunsOn(Role.AGENT)
final class FlowModHandler implements MessageHandler<FlowMod> {
    private final Pipeline pipeline;

    FlowModHandler(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public Answer handle(Peer peer, FlowMod message) throws OpenFlowException {
        Refusals.check(pipeline.apply(change(message), new FlowOrigin(peer, message.xid())));
        return Answer.NONE;
    }

    /** What the pipeline is asked to do. */
    static FlowChange change(FlowMod message) throws OpenFlowException {
        boolean deletes =
                message.command() == FlowModCommand.DELETE || message.command() == FlowModCommand.DELETE_STRICT;
        if (message.bufferId() != PortNo.NO_BUFFER && !deletes) {
            throw new OpenFlowException(OfError.OFPBRC_BUFFER_UNKNOWN, "this switch buffers no packets");
        }
        FlowChangeBuilder builder = FlowChange.builder(message.command())
                .tableId(message.tableId())
                .priority(message.priority())
                .match(message.match())
                .instructions(message.instructions())
                .importance(message.importance())
                .idleTimeout(message.idleTimeout())
                .hardTimeout(message.hardTimeout())
                .outPort(message.outPort())
                .outGroup(message.outGroup())
                .flags(message.flags());
        if (message.version() == OFVersion.OF_10) {
            boolean add = message.command() == FlowModCommand.ADD;
            builder.openFlow10(
                    add ? message.cookie() : message.newCookie(), add ? 0 : message.cookie(), message.cookieMask());
        } else {
            builder.openFlow13(message.cookie(), message.cookieMask());
        }
        return builder.build();
    }
}
