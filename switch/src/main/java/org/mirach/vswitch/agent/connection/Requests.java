package org.mirach.vswitch.agent.connection;

import org.mirach.openflow.error.OpenFlowException;
import org.projectfloodlight.openflow.protocol.OFMessage;

/** Where a peer's messages go. */
@FunctionalInterface
public interface Requests {
    /** @throws OpenFlowException the error to answer with */
    Answer dispatch(Peer peer, OFMessage message) throws OpenFlowException;
}
