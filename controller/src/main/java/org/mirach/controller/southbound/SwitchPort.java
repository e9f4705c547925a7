package org.mirach.controller.southbound;

import java.util.List;
import org.mirach.openflow.model.PortNo;
import org.projectfloodlight.openflow.protocol.OFPortConfig;
import org.projectfloodlight.openflow.protocol.OFPortDesc;
import org.projectfloodlight.openflow.protocol.OFPortState;

/**
 * One port as its switch describes it (OpenFlow 1.3.5, 7.2.1). Immutable.
 *
 * @param hwAddr the port's MAC address, 48 bits
 * @param state OpenFlow's words in lower case: {@code link_down}, {@code blocked}, {@code live}
 * @param config likewise: {@code port_down}, {@code no_recv}, {@code no_fwd}, {@code no_packet_in}
 * @param currSpeedKbps 0 when the switch doesn't say
 */
public record SwitchPort(
        int portNo, String name, long hwAddr, List<String> state, List<String> config, long currSpeedKbps) {
    public SwitchPort {
        state = List.copyOf(state);
        config = List.copyOf(config);
    }

    static SwitchPort of(OFPortDesc desc) {
        return new SwitchPort(
                desc.getPortNo().getPortNumber(),
                desc.getName(),
                desc.getHwAddr().getLong(),
                desc.getState().stream()
                        .map(OFPortState::name)
                        .map(SwitchPort::word)
                        .sorted()
                        .toList(),
                desc.getConfig().stream()
                        .map(OFPortConfig::name)
                        .map(SwitchPort::word)
                        .sorted()
                        .toList(),
                desc.getCurrSpeed());
    }

    /** Whether frames can leave here now. */
    public boolean isUp() {
        return !state.contains("link_down") && !config.contains("port_down");
    }

    /** Whether it is a port of its own, not the switch's LOCAL or another reserved number. */
    public boolean isPhysical() {
        return !PortNo.reserved(portNo);
    }

    private static String word(String constant) {
        return constant.toLowerCase(java.util.Locale.ROOT);
    }
}
