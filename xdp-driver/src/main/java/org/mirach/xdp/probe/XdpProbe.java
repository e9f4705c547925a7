package org.mirach.xdp.probe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.mirach.xdp.NetDevice;

/**
 * <b>What:</b> finds out what packet I/O this machine offers.
 *
 * <p><b>Why this way:</b> a device that carries somebody's traffic must not be touched by a diagnosis: attaching a
 * program resets the queues of many drivers. So {@link #machine} tries everything on a scratch tap device of its own,
 * and {@link #device} only asks the kernel (its {@code netdev} netlink family tells a driver's XDP features since Linux
 * 6.3). {@link #tryDevice} really attaches and binds, on a device that is free to be used.
 *
 * <p><b>Threads:</b> any; no state.
 */
public final class XdpProbe {
    private XdpProbe() {}

    /** The machine: kernel, BPF, AF_XDP, limits, libbpf, taps; then XDP tried on a scratch tap device. */
    public static List<Finding> machine() {
        List<Finding> findings = new ArrayList<>(MachineProbe.run());
        findings.addAll(ScratchProbe.run());
        return findings;
    }

    /** One device, without touching it. An unknown name is one FAIL. */
    public static List<Finding> device(String ifname) {
        return DeviceProbe.look(ifname);
    }

    /** One device, by attaching and binding in each mode, then undoing it. Interrupts its traffic. */
    public static List<Finding> tryDevice(String ifname) {
        return DeviceProbe.attempt(ifname);
    }

    /** {@link #machine}, and {@link #device} for every device of this namespace but the loopback. */
    public static List<Finding> all() {
        List<Finding> findings = new ArrayList<>(machine());
        try (Stream<String> names = deviceNames()) {
            names.forEach(name -> findings.addAll(device(name)));
        }
        return findings;
    }

    private static Stream<String> deviceNames() {
        return NetDevice.names().stream().filter(name -> !name.equals("lo")).sorted(Comparator.naturalOrder());
    }
}
