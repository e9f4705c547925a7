package org.mirach.openflow.model;

/** Role of a controller on one connection (OpenFlow 1.3.5, 6.3.5); ordinals are OpenFlow 1.3's numbers. */
public enum ControllerRole {
    NOCHANGE,
    EQUAL,
    MASTER,
    SLAVE
}
