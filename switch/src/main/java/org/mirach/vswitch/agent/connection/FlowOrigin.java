package org.mirach.vswitch.agent.connection;

/** Who changed flow entries, and by which message. */
public record FlowOrigin(Peer peer, long xid) {}
