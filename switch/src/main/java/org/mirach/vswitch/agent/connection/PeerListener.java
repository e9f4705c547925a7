package org.mirach.vswitch.agent.connection;

/** Is told, on the agent thread, that a peer came or went. */
@FunctionalInterface
public interface PeerListener {
    void onPeersChanged();

    /** There is room again, or no more, for what a peer is sent. */
    default void onWritabilityChanged(Peer peer) {}
}
