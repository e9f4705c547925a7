package org.mirach.vswitch.pipeline;

import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;

/**
 * Which flow entries a statistics request asks for: those in the table whose match is equal to or narrower than {@code
 * match}, and that the cookie and output filters let pass (OpenFlow 1.3.5, 7.3.5.2). Immutable.
 *
 * @param tableId 0..254, or 255 for all
 */
public record FlowFilter(int tableId, Match match, long cookie, long cookieMask, int outPort, int outGroup) {
    /** All entries of all tables. */
    public static final FlowFilter ALL = new FlowFilter(255, Match.ANY, 0, 0, PortNo.ANY, PortNo.GROUP_ANY);
}
