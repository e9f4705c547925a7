package org.mirach.vswitch.slowpath.translate;

import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortConfig;

/** Whether a port takes packets at all: its configuration, before any table. */
final class Ingress {
    /** Destination of spanning tree frames, for which OpenFlow 1.0 has a bit of its own. */
    private static final long STP = 0x0180c2000000L;

    private Ingress() {}

    static boolean admits(Context context) {
        OfPort port = context.view.ports().port(context.inPort());
        if (port == null && (context.recircId() != 0 || context.recorder != null)) {
            return true; // a packet-out, which came in nowhere; or a trace, which may begin where no packet can
        }
        if (port == null) {
            context.drop(DropReason.INPUT_PORT_GONE, "     -> the input port does not exist: dropping");
            return false;
        }
        if (port.configured(PortConfig.PORT_DOWN)) {
            context.drop(DropReason.INPUT_PORT_NO_RECV, "     -> OFPPC_PORT_DOWN set on the input port: dropping");
            return false;
        }
        if (noReceive(port, context)) {
            context.drop(DropReason.INPUT_PORT_NO_RECV, "     -> OFPPC_NO_RECV set on the input port: dropping");
            return false;
        }
        return true;
    }

    private static boolean noReceive(OfPort port, Context context) {
        boolean noRecv = port.configured(PortConfig.NO_RECV);
        boolean noRecvStp = port.configured(PortConfig.NO_RECV_STP);
        if (noRecv == noRecvStp) {
            return noRecv;
        }
        context.lookedAt[KeyLayout.W_ETH_DST_TYPE] |= 0xffffffffffffL << 16;
        return context.key[KeyLayout.W_ETH_DST_TYPE] >>> 16 == STP ? noRecvStp : noRecv;
    }
}
