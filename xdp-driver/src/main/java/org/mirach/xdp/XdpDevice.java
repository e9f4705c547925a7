package org.mirach.xdp;

import java.util.ArrayList;
import java.util.List;
import org.mirach.xdp.ffi.LibC;

/**
 * A device opened for AF_XDP: the attached program and one registered socket per queue. Made by {@link
 * AttachPlan#open}.
 *
 * <p><b>Order:</b> the program is attached first, because the kernel binds copy or zero copy without looking at it but
 * a driver may make its XDP queues only then. The sockets are put into the XSKMAP last.
 *
 * <p><b>Checksums.</b> A veth peer that leaves its checksums to offload sends frames whose TCP or UDP checksum field
 * holds the pseudo-header's sum only. XDP has no word for that, so such a frame looks like any other: whoever passes it
 * on must compare and finish it. Superpackets do not come: a veth with an XDP program makes its peer segment.
 *
 * <p><b>VLAN tags.</b> XDP sees bytes only, so a tag kept beside the frame would be lost, and the frame look untagged.
 * On a veth in native mode the program puts back what the peer left to offload. Other devices are told to leave tags in
 * the frame (rx-vlan-offload off while open).
 *
 * <p>The device is set up if it was down, and is promiscuous while open.
 *
 * <p><b>Threads:</b> open and close: any; the sockets: one engine thread each. Close after the engine has let go.
 */
public final class XdpDevice implements AutoCloseable {
    /** Ethernet header and two VLAN tags. */
    private static final int ETHERNET_BYTES = 14 + 8;

    private final NetDevice device;
    private final XdpMode mode;
    private final XdpProgram program;
    private final List<XdpSocket> sockets;
    private final int promiscuousFd;
    private final boolean vlanOffloadWasOn;
    private boolean closed;

    private XdpDevice(NetDevice device, XdpMode mode, XdpProgram program, List<XdpSocket> sockets) {
        this.device = device;
        this.mode = mode;
        this.program = program;
        this.sockets = List.copyOf(sockets);
        this.promiscuousFd = PacketSocket.holdPromiscuous(device.ifindex());
        this.vlanOffloadWasOn = !device.driver().equals("veth")
                && NetDevice.rxVlanOffload(device.name())
                && NetDevice.setRxVlanOffload(device.name(), false);
    }

    static XdpDevice open(AttachPlan plan, NetDevice device, XdpMode mode) {
        int room = plan.umem().frameSize() - Umem.XDP_HEADROOM;
        if (device.mtu() + ETHERNET_BYTES > room) {
            throw new XdpException("the MTU " + device.mtu() + " does not fit a frame of "
                    + plan.umem().frameSize() + " bytes: ip link set " + device.name() + " mtu "
                    + (room - ETHERNET_BYTES) + ", or larger frames");
        }
        XdpProgram program = XdpProgram.load(device.ifindex(), mode);
        List<XdpSocket> sockets = new ArrayList<>();
        boolean done = false;
        try {
            program.attach(device.ifindex(), mode);
            int queues = plan.queues() == 0 ? device.rxQueues() : plan.queues();
            int ring = plan.ringSize();
            for (int queue = 0; queue < queues; queue++) {
                XdpSocket socket = XdpSocket.open(new XdpSocketConfig(
                        device.name(),
                        device.ifindex(),
                        queue,
                        plan.umem(),
                        ring,
                        ring,
                        ring,
                        ring,
                        mode,
                        plan.txBudget()));
                sockets.add(socket);
                program.register(socket);
            }
            XdpDevice opened = new XdpDevice(device, mode, program, sockets);
            done = true;
            return opened;
        } finally {
            if (!done) {
                closeAll(program, sockets);
            }
        }
    }

    public String ifname() {
        return device.name();
    }

    /** The device as it was when opened. */
    public NetDevice device() {
        return device;
    }

    public XdpMode mode() {
        return mode;
    }

    public XdpProgram program() {
        return program;
    }

    /** A veth in generic mode, or on Linux before 6.8: see <b>VLAN tags</b>. */
    public boolean losesVlanTags() {
        return device.driver().equals("veth") && !program.vlanMetadata();
    }

    /** By queue. */
    public List<XdpSocket> sockets() {
        return sockets;
    }

    /** Detaches the program, then closes the sockets; the device may be gone already. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            closeAll(program, sockets);
            if (promiscuousFd >= 0) {
                LibC.close(promiscuousFd);
            }
            if (vlanOffloadWasOn) {
                NetDevice.setRxVlanOffload(device.name(), true);
            }
        }
    }

    private static void closeAll(XdpProgram program, List<XdpSocket> sockets) {
        program.close();
        sockets.forEach(XdpSocket::close);
    }
}
