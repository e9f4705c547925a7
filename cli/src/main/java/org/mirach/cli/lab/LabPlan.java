package org.mirach.cli.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.mirach.cli.Directories;

/**
 * What a lab is to look like. Immutable. Labs with different prefixes, bridges and directories run beside each other.
 *
 * @param prefix put before the names of namespaces and devices, so that they cannot be somebody else's
 * @param bridge the switch's name, and that of its LOCAL device
 * @param launcher the script that starts the switch and the controller
 * @param restPort TCP port of the controller's REST interface
 * @param openflowPort TCP port where it accepts the switch
 * @param zookeeperPort TCP port of the ZooKeeper inside it
 * @param localPort whether the bridge gets its LOCAL device
 * @param buildId what was built; a lab of another build is replaced, not kept
 */
record LabPlan(
        String prefix,
        String bridge,
        Directories directories,
        Path launcher,
        int restPort,
        int openflowPort,
        int zookeeperPort,
        boolean localPort,
        String buildId) {

    /** One of the two hosts: a namespace, and the device that leads to it from here. */
    record Host(String name, String namespace, String device, int portNo, String ipv4, String ipv6) {}

    LabPlan {
        // Device names have at most 15 characters (IFNAMSIZ), and "-v1" is added.
        if (!prefix.matches("[A-Za-z][A-Za-z0-9_-]{0,11}")) {
            throw new IllegalArgumentException("--prefix takes 1 to 12 letters, digits, - and _: " + prefix);
        }
        if (!bridge.matches("[A-Za-z][A-Za-z0-9_.-]{0,14}")) {
            throw new IllegalArgumentException("--bridge takes 1 to 15 letters, digits, -, _ and .: " + bridge);
        }
    }

    List<Host> hosts() {
        return List.of(
                new Host("h1", prefix + "-h1", prefix + "-v1", 1, "10.0.0.1", "fd00::1"),
                new Host("h2", prefix + "-h2", prefix + "-v2", 2, "10.0.0.2", "fd00::2"));
    }

    /** This plan on ports that are free now, and without LOCAL where its device would be somebody else's. */
    LabPlan adapted() {
        return new LabPlan(
                prefix,
                bridge,
                directories,
                launcher,
                FreePort.near(restPort),
                FreePort.near(openflowPort),
                FreePort.near(zookeeperPort),
                localPort && !Files.exists(Path.of("/sys/class/net", bridge)),
                buildId);
    }

    /** This plan with the names of the lab that {@code record} is of. */
    LabPlan of(LabRecord record) {
        return new LabPlan(
                record.prefix(),
                record.bridge(),
                directories,
                launcher,
                restPort,
                openflowPort,
                zookeeperPort,
                localPort,
                buildId);
    }

    String restUrl() {
        return "http://127.0.0.1:" + restPort;
    }

    Path managementSocket() {
        return directories.run().resolve(bridge + ".mgmt");
    }

    Path controlSocket() {
        return directories.run().resolve(bridge + ".ctl");
    }

    Path file(String name) {
        return directories.run().resolve(name);
    }
}
