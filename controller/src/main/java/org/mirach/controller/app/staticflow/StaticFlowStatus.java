package org.mirach.controller.app.staticflow;

/** Whether the switch has a static flow. Immutable. */
public sealed interface StaticFlowStatus {
    /** The switch has it. */
    record Installed() implements StaticFlowStatus {}

    /** Not yet: {@code reason} says what it waits for. */
    record Pending(String reason) implements StaticFlowStatus {}

    /** The switch refused it; it is tried again when it is changed or the switch connects anew. */
    record Refused(String reason) implements StaticFlowStatus {}
}
