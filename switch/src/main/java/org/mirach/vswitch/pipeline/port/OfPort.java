package org.mirach.vswitch.pipeline.port;

import java.util.List;

/**
 * An OpenFlow port. Immutable.
 *
 * @param portNo 1..0xfeff, or {@code PortNo.LOCAL}
 * @param kind type of the device: {@code afxdp}, {@code tap}, {@code dummy}, ...
 * @param hwAddr Ethernet address in the low 48 bits
 * @param config bits of {@link PortConfig}
 * @param state bits of {@link PortState}
 * @param curr features in use, bits of OpenFlow 1.3's ofp_port_features; {@code advertised}, {@code supported} and
 *     {@code peer} likewise
 * @param mtuBytes longest payload behind the Ethernet header
 * @param queues that its configuration gives it, by number; without any, all goes out as it comes
 */
public record OfPort(
        int portNo,
        String name,
        String kind,
        long hwAddr,
        int config,
        int state,
        int curr,
        int advertised,
        int supported,
        int peer,
        long currSpeedKbps,
        long maxSpeedKbps,
        int mtuBytes,
        List<PortQueue> queues) {
    public OfPort {
        queues = List.copyOf(queues);
    }

    /** A port without features, its link up. */
    public static OfPort of(int portNo, String name, String kind, long hwAddr) {
        return new OfPort(portNo, name, kind, hwAddr, 0, PortState.LIVE, 0, 0, 0, 0, 0, 0, 1500, List.of());
    }

    public OfPort withConfig(int newConfig) {
        return new OfPort(
                portNo,
                name,
                kind,
                hwAddr,
                newConfig,
                state,
                curr,
                advertised,
                supported,
                peer,
                currSpeedKbps,
                maxSpeedKbps,
                mtuBytes,
                queues);
    }

    public OfPort withQueues(List<PortQueue> newQueues) {
        return new OfPort(
                portNo,
                name,
                kind,
                hwAddr,
                config,
                state,
                curr,
                advertised,
                supported,
                peer,
                currSpeedKbps,
                maxSpeedKbps,
                mtuBytes,
                newQueues);
    }

    public OfPort withState(int newState) {
        return new OfPort(
                portNo,
                name,
                kind,
                hwAddr,
                config,
                newState,
                curr,
                advertised,
                supported,
                peer,
                currSpeedKbps,
                maxSpeedKbps,
                mtuBytes,
                queues);
    }

    /** The same port with these features, speeds and MTU. */
    public OfPort withFeatures(
            int newCurr,
            int newAdvertised,
            int newSupported,
            int newPeer,
            long newCurrSpeedKbps,
            long newMaxSpeedKbps,
            int newMtuBytes) {
        return new OfPort(
                portNo,
                name,
                kind,
                hwAddr,
                config,
                state,
                newCurr,
                newAdvertised,
                newSupported,
                newPeer,
                newCurrSpeedKbps,
                newMaxSpeedKbps,
                newMtuBytes,
                queues);
    }

    /** Whether any of {@code bits} ({@link PortConfig}) is set. */
    public boolean configured(int bits) {
        return (config & bits) != 0;
    }

    /** Whether the port can carry packets: neither configured nor found down. */
    public boolean up() {
        return (config & PortConfig.PORT_DOWN) == 0 && (state & PortState.LINK_DOWN) == 0;
    }
}
