package org.mirach.openflow.channel;

import org.mirach.openflow.model.Bytes;
import org.projectfloodlight.openflow.protocol.OFMessage;

/**
 * What the owner of a connection does. Hello, echo, framing and messages that do not decode are dealt with before.
 *
 * <p><b>Threads:</b> all calls for one connection come from its event loop; none may block.
 */
public interface ConnectionHandler {
    /** Hello is done; {@link OpenFlowConnection#version()} is known. First call. */
    void onConnected(OpenFlowConnection connection);

    /**
     * One message, in order; echo requests and replies never come here.
     *
     * @param frame its octets, for an error that must carry them
     */
    void onMessage(OpenFlowConnection connection, OFMessage message, Bytes frame);

    /** {@link OpenFlowConnection#isWritable()} changed. */
    default void onWritabilityChanged(OpenFlowConnection connection) {}

    /** The connection is gone, why in words. Last call; not made when hello never completed. */
    void onClosed(OpenFlowConnection connection, String reason);
}
