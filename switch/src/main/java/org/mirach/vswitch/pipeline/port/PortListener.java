package org.mirach.vswitch.pipeline.port;

/** Is told of each change of a port, on the agent thread, after the change is published. */
public interface PortListener {
    void onPortChange(Change change, OfPort port);

    /** OpenFlow's ofp_port_reason; the ordinals are the wire's numbers. */
    enum Change {
        ADD,
        DELETE,
        MODIFY
    }
}
