package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortConfig;
import org.mirach.vswitch.pipeline.port.PortListener;
import org.mirach.vswitch.pipeline.port.PortState;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Writes ports: ofp_phy_port of OpenFlow 1.0 (5.2.1) and ofp_port of 1.3 (7.2.1) and of 1.4 on, with properties. Stateless. */
public final class PortWire {
    private static final int CONFIG_13 =
            PortConfig.PORT_DOWN | PortConfig.NO_RECV | PortConfig.NO_FWD | PortConfig.NO_PACKET_IN;
    private static final int PORT_STATUS = 12;
    private static final int NAME_BYTES = 16;
    private static final int ETHERNET_PROPERTY_BYTES = 32;
    private static final int PORT_14_BYTES = 40 + ETHERNET_PROPERTY_BYTES;

    private PortWire() {}

    static void write(WireBody body, OfPort port, OFVersion version) {
        switch (version) {
            case OF_10 -> write10(body, port);
            case OF_11, OF_12, OF_13 -> write13(body, port);
            case OF_14, OF_15 -> write14(body, port);
        }
    }

    /** The message that tells of a change. */
    public static RawMessage portStatus(OFVersion version, PortListener.Change change, OfPort port) {
        WireBody body = new WireBody(72).u8(change.ordinal()).zeros(7);
        write(body, port, version);
        return new RawMessage(version, 0, PORT_STATUS, body.bytes());
    }

    private static void write10(WireBody body, OfPort port) {
        body.u16(PortNo.toOf10(port.portNo()))
                .mac(port.hwAddr())
                .text(port.name(), NAME_BYTES)
                .u32(port.config())
                .u32(port.state() & PortState.LINK_DOWN)
                .u32(features10(port.curr()))
                .u32(features10(port.advertised()))
                .u32(features10(port.supported()))
                .u32(features10(port.peer()));
    }

    private static void write13(WireBody body, OfPort port) {
        body.u32(port.portNo())
                .zeros(4)
                .mac(port.hwAddr())
                .zeros(2)
                .text(port.name(), NAME_BYTES)
                .u32(port.config() & CONFIG_13)
                .u32(state(port));
        features(body, port);
    }

    private static int state(OfPort port) {
        return port.up() ? port.state() : port.state() & ~PortState.LIVE;
    }

    private static void write14(WireBody body, OfPort port) {
        body.u32(port.portNo())
                .u16(PORT_14_BYTES)
                .zeros(2)
                .mac(port.hwAddr())
                .zeros(2)
                .text(port.name(), NAME_BYTES)
                .u32(port.config() & CONFIG_13)
                .u32(state(port))
                .u16(0)
                .u16(ETHERNET_PROPERTY_BYTES)
                .zeros(4);
        features(body, port);
    }

    private static void features(WireBody body, OfPort port) {
        body.u32(port.curr())
                .u32(port.advertised())
                .u32(port.supported())
                .u32(port.peer())
                .u32(port.currSpeedKbps())
                .u32(port.maxSpeedKbps());
    }

    /** OpenFlow 1.0 has no speeds above 10 Gb/s, so that its media bits lie four lower. */
    private static int features10(int features) {
        return features & 0x7f | features >> 4 & 0xf80;
    }
}
