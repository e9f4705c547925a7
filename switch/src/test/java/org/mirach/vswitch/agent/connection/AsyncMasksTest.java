package org.mirach.vswitch.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mirach.openflow.model.ControllerRole;
import org.mirach.openflow.model.PacketInReason;

class AsyncMasksTest {
    @Test
    void byDefaultSlavesHearOfPortsOnly() {
        AsyncMasks masks = AsyncMasks.DEFAULT;

        assertThat(masks.portStatus(ControllerRole.SLAVE, 0)).isTrue();
        assertThat(masks.packetIn(ControllerRole.SLAVE, PacketInReason.ACTION)).isFalse();
        assertThat(masks.flowRemoved(ControllerRole.SLAVE, 0)).isFalse();
    }

    @Test
    void byDefaultInvalidTtlIsNotSent() {
        assertThat(AsyncMasks.DEFAULT.packetIn(ControllerRole.MASTER, PacketInReason.INVALID_TTL))
                .isFalse();
        assertThat(AsyncMasks.DEFAULT.packetIn(ControllerRole.EQUAL, PacketInReason.NO_MATCH))
                .isTrue();
    }

    @Test
    void unknownReasonsAreDroppedFromAMask() {
        assertThat(new AsyncMasks(-1, 0, -1, 0, -1, 0)).isEqualTo(new AsyncMasks(0b111, 0, 0b111, 0, 0b1111, 0));
    }
}
