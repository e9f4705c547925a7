package org.mirach.xdp.probe;

import java.util.ArrayList;
import java.util.List;
import org.mirach.xdp.TapDevice;
import org.mirach.xdp.XdpException;
import org.mirach.xdp.XdpMode;

/** Tries XDP on a tap device made for it, so that no real traffic is touched. The tun driver has native XDP. */
final class ScratchProbe {
    private ScratchProbe() {}

    static List<Finding> run() {
        String name = "mrprobe" + Long.toString(ProcessHandle.current().pid(), 36);
        List<Finding> findings = new ArrayList<>();
        try (TapDevice tap = TapDevice.create(name)) {
            tap.setUp(true);
            for (XdpMode mode : List.of(XdpMode.NATIVE, XdpMode.GENERIC)) {
                findings.add(DeviceProbe.attempt(name, "XDP " + mode.text() + " on a scratch tap", mode));
            }
        } catch (XdpException e) {
            findings.add(Finding.warn("XDP on a scratch tap", "not tried: " + e.getMessage(), ""));
        }
        return findings;
    }
}
