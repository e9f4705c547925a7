package org.mirach.xdp.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mirach.xdp.AttachPlan;
import org.mirach.xdp.NetDevice;
import org.mirach.xdp.Umem;
import org.mirach.xdp.XdpException;
import org.mirach.xdp.XdpMode;
import org.mirach.xdp.XdpProgram;

/** One device: looked at, or tried. */
final class DeviceProbe {
    /** Largest MTU whose frame fits one page with XDP's headroom, the kernel's tail room and a VLAN tag. */
    private static final int MAX_XDP_MTU = 3498;

    private static final int PROBE_FRAMES = 64;
    private static final int PROBE_RING = 64;

    private DeviceProbe() {}

    static List<Finding> look(String ifname) {
        Optional<NetDevice> found = NetDevice.find(ifname);
        if (found.isEmpty()) {
            return List.of(Finding.fail(ifname, "no such device", "ip link"));
        }
        NetDevice device = found.get();
        List<Finding> findings = new ArrayList<>();
        findings.add(facts(device));
        findings.add(mtu(device));
        findings.add(features(device));
        attached(device).ifPresent(findings::add);
        return findings;
    }

    private static Finding facts(NetDevice device) {
        String text = (device.driver().isEmpty() ? "driver unknown" : device.driver()) + ", " + device.rxQueues()
                + " rx " + device.txQueues() + " tx queues, "
                + (device.up() ? device.running() ? "up" : "up, no carrier" : "down");
        return device.running()
                ? Finding.ok(device.name(), text)
                : Finding.warn(device.name(), text, device.up() ? "" : "ip link set " + device.name() + " up");
    }

    private static Finding mtu(NetDevice device) {
        String subject = device.name() + " MTU";
        String found = Integer.toString(device.mtu());
        return device.mtu() <= MAX_XDP_MTU
                ? Finding.ok(subject, found)
                : Finding.warn(
                        subject,
                        found + ": too large for native XDP",
                        "ip link set " + device.name() + " mtu " + MAX_XDP_MTU);
    }

    private static Finding features(NetDevice device) {
        String subject = device.name() + " XDP";
        try {
            XdpFeatures features = XdpFeatures.of(device.ifindex());
            if (!features.nativeXdp()) {
                return Finding.warn(subject, "no native XDP in this driver: generic", "");
            }
            if (!features.redirect()) {
                return Finding.warn(subject, "native XDP without redirect: generic", "");
            }
            return Finding.ok(subject, "native" + (features.zeroCopy() ? ", zero copy" : ", copy"));
        } catch (XdpException e) {
            return Finding.warn(subject, "not known before it is tried (" + e.getMessage() + ")", "");
        }
    }

    private static Optional<Finding> attached(NetDevice device) {
        try {
            String name = XdpProgram.attachedName(device.ifindex());
            String subject = device.name() + " XDP program";
            if (name.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    name.equals(XdpProgram.NAME)
                            ? Finding.ok(subject, name + " (a Mirach switch has it)")
                            : Finding.warn(
                                    subject,
                                    name + " is attached",
                                    "to use it here: ip link set dev " + device.name() + " xdp off"));
        } catch (XdpException e) {
            return Optional.empty(); // no libbpf: said elsewhere
        }
    }

    static List<Finding> attempt(String ifname) {
        if (NetDevice.find(ifname).isEmpty()) {
            return List.of(Finding.fail(ifname, "no such device", "ip link"));
        }
        List<Finding> findings = new ArrayList<>();
        for (XdpMode mode : XdpMode.values()) {
            findings.add(attempt(ifname, ifname + " XDP " + mode.text(), mode));
        }
        return findings;
    }

    /** Attaches, binds queue 0, undoes it. */
    static Finding attempt(String ifname, String subject, XdpMode mode) {
        try (Umem umem = Umem.create(PROBE_FRAMES, 2048)) {
            AttachPlan.Result result = new AttachPlan(ifname, umem, 1, PROBE_RING, List.of(mode), PROBE_RING).open();
            return switch (result) {
                case AttachPlan.Result.Opened opened -> {
                    opened.device().close();
                    yield Finding.ok(subject, "attached and bound");
                }
                case AttachPlan.Result.Refused refused -> {
                    String reason = refused.refusals().getFirst().reason();
                    yield mode == XdpMode.GENERIC
                            ? Finding.fail(subject, reason, "AF_PACKET will be used")
                            : Finding.warn(subject, reason, "");
                }
            };
        } catch (XdpException e) {
            return Finding.fail(subject, e.getMessage(), "");
        }
    }
}
