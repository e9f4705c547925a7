package org.mirach.vswitch.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.message.AsyncConfig;
import org.mirach.openflow.message.AsyncConfig.Kind;
import org.mirach.openflow.message.AsyncConfig.Mask;
import org.mirach.openflow.model.ControllerRole;
import org.mirach.openflow.model.PacketInReason;
import org.projectfloodlight.openflow.protocol.OFVersion;

class AsyncMasksTest {
    private static final AsyncMasks OF13 = AsyncMasks.defaults(OFVersion.OF_13);

    @Test
    void byDefaultSlavesHearOfPortsOnly() {
        assertThat(OF13.wants(Kind.PORT_STATUS, ControllerRole.SLAVE, 0)).isTrue();
        assertThat(OF13.wants(Kind.PACKET_IN, ControllerRole.SLAVE, PacketInReason.ACTION))
                .isFalse();
        assertThat(OF13.wants(Kind.FLOW_REMOVED, ControllerRole.SLAVE, 0)).isFalse();
    }

    @Test
    void byDefaultInvalidTtlIsNotSent() {
        assertThat(OF13.wants(Kind.PACKET_IN, ControllerRole.MASTER, PacketInReason.INVALID_TTL))
                .isFalse();
        assertThat(OF13.wants(Kind.PACKET_IN, ControllerRole.EQUAL, PacketInReason.NO_MATCH))
                .isTrue();
    }

    @Test
    void aPacketThatNoEntryMatchedIsForOpenFlow10Only() {
        assertThat(OF13.wants(Kind.PACKET_IN, ControllerRole.EQUAL, AsyncMasks.IMPLICIT_MISS))
                .isFalse();
        assertThat(AsyncMasks.defaults(OFVersion.OF_10)
                        .wants(Kind.PACKET_IN, ControllerRole.EQUAL, AsyncMasks.IMPLICIT_MISS))
                .isTrue();
    }

    @Test
    void reasonsThatAVersionDoesNotKnowAreDroppedFromAMask() {
        AsyncConfig all =
                new AsyncConfig(OFVersion.OF_13, 1, AsyncConfig.Form.SET, List.of(new Mask(Kind.PACKET_IN, false, -1)));

        assertThat(OF13.with(all).masks(OFVersion.OF_13)).contains(new Mask(Kind.PACKET_IN, false, 0b111));
    }

    @Test
    void sixMasksReplaceEverythingAndPropertiesWhatTheyName() {
        Mask none = new Mask(Kind.PACKET_IN, false, 0);
        AsyncConfig masks = new AsyncConfig(OFVersion.OF_13, 1, AsyncConfig.Form.SET, List.of(none));
        AsyncConfig properties = new AsyncConfig(OFVersion.OF_13, 1, AsyncConfig.Form.NICIRA_SET2, List.of(none));

        assertThat(OF13.with(masks).wants(Kind.PORT_STATUS, ControllerRole.EQUAL, 0))
                .isFalse();
        assertThat(OF13.with(properties).wants(Kind.PORT_STATUS, ControllerRole.EQUAL, 0))
                .isTrue();
    }
}
