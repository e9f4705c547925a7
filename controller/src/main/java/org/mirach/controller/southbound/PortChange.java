package org.mirach.controller.southbound;

/** What a port_status said (OpenFlow 1.3.5, 7.4.3). */
public enum PortChange {
    ADDED,
    DELETED,
    MODIFIED
}
