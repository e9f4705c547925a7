package org.mirach.controller.southbound;

/** What a switch says of itself (OpenFlow 1.3.5, 7.3.5.1). Immutable. */
public record SwitchDescription(String manufacturer, String hardware, String software, String serial, String datapath) {
    /** Of a switch that did not answer. */
    public static final SwitchDescription UNKNOWN = new SwitchDescription("", "", "", "", "");
}
