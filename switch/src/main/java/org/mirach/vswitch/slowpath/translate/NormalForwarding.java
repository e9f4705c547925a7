package org.mirach.vswitch.slowpath.translate;

import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortConfig;

/**
 * The learning switch behind OpenFlow's NORMAL port, as Open vSwitch has it: every port is a trunk, addresses are learned
 * per VLAN, what is unknown or multicast is flooded, what no bridge may forward is not.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class NormalForwarding {
    private static final long MULTICAST = 0x010000000000L;

    private final Context context;
    private final Outputs outputs;

    NormalForwarding(Context context, Outputs outputs) {
        this.context = context;
        this.outputs = outputs;
    }

    void forward() {
        context.usedMacTable = true;
        context.lookedAt[KeyLayout.W_ETH_DST_TYPE] |= 0xffffffffffffL << 16;
        context.lookedAt[KeyLayout.W_ETH_SRC_TCI] |= 0xffffffffffffL << 16 | 0x1fff;
        long ethDst = context.key[KeyLayout.W_ETH_DST_TYPE] >>> 16;
        if (ReservedAddresses.contains(ethDst)) {
            context.drop(DropReason.RESERVED_MULTICAST, "     -> packet has reserved destination MAC, dropping");
            return;
        }
        int vlanVid = (int) context.key[KeyLayout.W_ETH_SRC_TCI] & 0xfff;
        boolean learned = learn(vlanVid);
        if ((ethDst & MULTICAST) != 0) {
            context.step("     -> no learned MAC for destination, flooding");
            flood();
            return;
        }
        // A trace teaches nothing, in Open vSwitch either.
        boolean toItself = learned && context.recorder == null && ethDst == context.key[KeyLayout.W_ETH_SRC_TCI] >>> 16;
        int portNo = toItself ? context.inPort() : context.macTable.portOf(vlanVid, ethDst);
        if (portNo == -1 || context.view.ports().port(portNo) == null) {
            context.step("     -> no learned MAC for destination, flooding");
            flood();
        } else if (portNo == context.inPort()) {
            context.drop(DropReason.FLOW_ACTION_DROP, "     -> learned port is input port, dropping");
        } else {
            context.step("     -> forwarding to learned port");
            outputs.toPort(portNo);
        }
    }

    /** The packet's own lookup sees what it teaches, as in Open vSwitch: where it goes back to is where it came from. */
    private boolean learn(int vlanVid) {
        long ethSrc = context.key[KeyLayout.W_ETH_SRC_TCI] >>> 16;
        int inPort = context.inPort();
        if ((ethSrc & MULTICAST) == 0 && context.view.ports().port(inPort) != null && inPort != PortNo.CONTROLLER) {
            context.effects.add(new Translation.Effect.LearnMac(vlanVid, ethSrc, inPort));
            return true;
        }
        return false;
    }

    private void flood() {
        for (OfPort port : context.view.ports().all()) {
            if (port.portNo() != context.inPort() && !port.configured(PortConfig.NO_FLOOD)) {
                outputs.toPort(port.portNo());
            }
        }
    }
}
