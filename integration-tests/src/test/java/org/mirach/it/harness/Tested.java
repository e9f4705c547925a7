package org.mirach.it.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What stands on the tested side of a comparison: Mirach; or, with {@code -Dmirach.it.tested=ovs}, a second Open
 * vSwitch, which shows that the comparison itself is steady.
 *
 * <p><b>Threads:</b> stateless; the test's.
 */
public final class Tested {
    private static final boolean OVS =
            System.getProperty("mirach.it.tested", "mirach").equals("ovs");

    private Tested() {}

    public static BridgeUnderTest start(int ports) {
        assumeTrue(OVS || MirachSwitch.built(), "the switch's Main is not built");
        return OVS ? OvsInstance.start(ports) : MirachSwitch.startWithDummyPorts(ports);
    }

    public static boolean isMirach() {
        return !OVS;
    }
}
