package org.mirach.xdp;

import java.util.ArrayList;
import java.util.List;

/**
 * How to open a device for AF_XDP: which modes to try, best first, on how many queues. {@link #open} tries them and
 * tells why each one that failed was refused. Immutable.
 *
 * @param ifname the device
 * @param umem the frame area
 * @param queues queues to open, from queue 0; 0 means all the device has
 * @param ringSize entries of each of the four rings, a power of two
 * @param modes what to try, in order
 * @param txBudget see {@link XdpSocketConfig#txBudget}
 */
public record AttachPlan(String ifname, Umem umem, int queues, int ringSize, List<XdpMode> modes, int txBudget) {
    /** What every device is tried with: zero copy only where it was asked for, since few drivers have it. */
    public static final List<XdpMode> DEFAULT_MODES = List.of(XdpMode.NATIVE, XdpMode.GENERIC);

    private static final String LOST_TAGS =
            "; VLAN tags that its peer leaves to offload are lost here: on the peer, ethtool -K DEVICE txvlan off";

    public AttachPlan {
        modes = List.copyOf(modes);
    }

    /** All queues, native then generic, rings of 2048. */
    public static AttachPlan of(String ifname, Umem umem) {
        return new AttachPlan(ifname, umem, 0, XdpSocketConfig.DEFAULT_RING_SIZE, DEFAULT_MODES, 256);
    }

    /** Only these modes, in this order. */
    public AttachPlan withModes(List<XdpMode> only) {
        return new AttachPlan(ifname, umem, queues, ringSize, only, txBudget);
    }

    /** One mode and why it was refused, in one line. */
    public record Refusal(XdpMode mode, String reason) {}

    /** What came of it. */
    public sealed interface Result {
        /** The modes refused before the one that worked, or all of them. */
        List<Refusal> refusals();

        /** One line for the log: which mode, and why not a better one. */
        String summary();

        /** The device is open; the caller closes it. */
        record Opened(XdpDevice device, List<Refusal> refusals) implements Result {
            public Opened {
                refusals = List.copyOf(refusals);
            }

            @Override
            public String summary() {
                return device.ifname() + ": XDP " + device.mode().text() + ", "
                        + device.sockets().size() + (device.sockets().size() == 1 ? " queue" : " queues")
                        + because(refusals)
                        + (device.losesVlanTags() ? LOST_TAGS : "");
            }
        }

        /** No mode worked: use a {@link PacketSocket}. */
        record Refused(String ifname, List<Refusal> refusals) implements Result {
            public Refused {
                refusals = List.copyOf(refusals);
            }

            @Override
            public String summary() {
                return ifname + ": no XDP, use AF_PACKET" + because(refusals);
            }
        }
    }

    private static String because(List<Refusal> refusals) {
        StringBuilder text = new StringBuilder();
        for (Refusal refusal : refusals) {
            text.append(text.isEmpty() ? " (not " : "; not ")
                    .append(refusal.mode().text())
                    .append(": ")
                    .append(refusal.reason());
        }
        return text.isEmpty() ? "" : text.append(')').toString();
    }

    /**
     * Attaches the program and opens a socket on each queue, in the first mode that works. A failed mode leaves nothing
     * behind. A device that is down is set up. Frames flow once the caller has filled the fill rings.
     *
     * <p>Generic mode on a veth is used only when it is the one mode asked for: its peer's offloaded VLAN tags are lost
     * there without a trace, and TCP superpackets fit no frame; a packet socket has neither fault.
     *
     * @throws XdpException when there is no such device, which is not a matter of modes
     */
    public Result open() {
        NetDevice device = NetDevice.of(ifname);
        if (!device.up()) {
            NetDevice.setUp(ifname, true);
        }
        List<Refusal> refusals = new ArrayList<>();
        for (XdpMode mode : modes) {
            if (mode == XdpMode.GENERIC && modes.size() > 1 && device.driver().equals("veth")) {
                refusals.add(
                        new Refusal(mode, "a veth would lose VLAN tags and superpackets its peer left to offload"));
                continue;
            }
            try {
                return new Result.Opened(XdpDevice.open(this, device, mode), refusals);
            } catch (XdpException e) {
                refusals.add(new Refusal(mode, e.getMessage()));
            }
        }
        return new Result.Refused(ifname, refusals);
    }
}
