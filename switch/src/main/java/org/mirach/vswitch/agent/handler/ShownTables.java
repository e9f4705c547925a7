package org.mirach.vswitch.agent.handler;

/** Tables that peers see: 0 to 253. The last is the switch's own, as in Open vSwitch, and 255 means all. */
final class ShownTables {
    static final int COUNT = 254;

    private ShownTables() {}
}
