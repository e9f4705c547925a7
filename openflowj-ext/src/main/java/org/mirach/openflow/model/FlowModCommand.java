package org.mirach.openflow.model;

/** What a flow_mod does; ordinals are the wire's numbers in every version. */
public enum FlowModCommand {
    ADD,
    MODIFY,
    MODIFY_STRICT,
    DELETE,
    DELETE_STRICT
}
