package org.mirach.vswitch.agent.connection;

/** Is told, on the agent thread, that a peer came or went. */
@FunctionalInterface
public interface PeerListener {
    void onPeersChanged();
}
