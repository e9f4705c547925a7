package org.mirach.vswitch.agent.handler;

/** Takes devices down and up as OpenFlow says; called on the agent thread. */
@FunctionalInterface
public interface PortAdmin {
    void setUp(int portNo, boolean up);
}
