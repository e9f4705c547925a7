package org.mirach.controller.app.staticflow;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.mirach.openflow.codec.MessageEncoder;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowModFlags;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.text.FlowText;

/** Flow entries in the words of ovs-ofctl, less what a static flow can't have. Pure. */
public final class StaticFlowSyntax {
    private static final int ALL_TABLES = 255;
    /** 65535, less what the head of a flow statistics reply takes more than that of a flow_mod. */
    private static final int MAX_OCTETS = 65_535 - 32;

    private StaticFlowSyntax() {}

    /**
     * The flow entry that {@code flow} describes, without a cookie.
     *
     * @throws IllegalArgumentException what is wrong with it, and where
     */
    public static FlowMod parse(String flow) {
        FlowMod flowMod = FlowText.parseFlow(flow, FlowModCommand.ADD).build();
        if (flowMod.cookie() != 0 || flowMod.cookieMask() != 0) {
            throw new IllegalArgumentException("leave out cookie=: a static flow's cookie says which one it is");
        }
        if (flowMod.idleTimeout() != 0 || flowMod.hardTimeout() != 0) {
            throw new IllegalArgumentException("leave out the timeouts: a static flow stays until it is deleted");
        }
        if ((flowMod.flags() & FlowModFlags.CHECK_OVERLAP) != 0) {
            throw new IllegalArgumentException("leave out check_overlap: it would meet the static flow itself");
        }
        if (flowMod.tableId() < 0 || flowMod.tableId() >= ALL_TABLES) {
            throw new IllegalArgumentException("table=" + flowMod.tableId() + ": give one of 0 to 254");
        }
        checkLength(flowMod);
        return flowMod;
    }

    /** What no message can carry would be left out on its way to the switch, and what none can tell looked for in vain. */
    private static void checkLength(FlowMod flowMod) {
        ByteBuf octets = Unpooled.buffer();
        try {
            MessageEncoder.encode(flowMod, octets);
            if (octets.readableBytes() > MAX_OCTETS) {
                throw new IllegalArgumentException("it takes " + octets.readableBytes());
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "too long for one OpenFlow message of " + MAX_OCTETS
                            + " octets: give it fewer actions, or use a group",
                    e);
        } finally {
            octets.release();
        }
    }

    /** A match as ovs-ofctl prints it; empty for any packet. */
    public static String match(Match match) {
        return FlowText.format(match);
    }

    /** What follows {@code actions=} as ovs-ofctl prints it. */
    public static String actions(List<Instruction> instructions) {
        return FlowText.formatInstructions(instructions);
    }
}
