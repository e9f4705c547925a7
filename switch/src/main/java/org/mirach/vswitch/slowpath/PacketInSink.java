package org.mirach.vswitch.slowpath;

/**
 * Takes packets for the controllers.
 *
 * <p><b>Threads:</b> called by the upcall thread, and by the agent thread for packet-outs; must not block.
 */
@FunctionalInterface
public interface PacketInSink {
    /**
     * One packet for whichever controllers want it.
     *
     * @return false where nobody took it: no controller that wants it, or none that keeps up
     */
    boolean onPacketIn(PacketInNotice notice);
}
