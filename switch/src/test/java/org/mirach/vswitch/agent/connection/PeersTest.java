package org.mirach.vswitch.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.model.ControllerRole;
import org.mirach.vswitch.agent.FakeConnection;
import org.projectfloodlight.openflow.protocol.OFVersion;

class PeersTest {
    private final Peers peers = new Peers();
    private final Peer first = peer();
    private final Peer second = peer();

    private Peer peer() {
        Peer peer = new Peer(new FakeConnection(OFVersion.OF_13), PeerKind.PRIMARY, "tcp:fake");
        peers.add(peer);
        return peer;
    }

    @Test
    void aPeerStartsAsEqualAndMayWrite() {
        assertThat(first.role()).isEqualTo(ControllerRole.EQUAL);
        assertThat(first.mayWrite()).isTrue();
    }

    @Test
    void aNewMasterMakesTheOldOneSlave() throws OpenFlowException {
        peers.setRole(first, ControllerRole.MASTER, OptionalLong.of(1));
        peers.setRole(second, ControllerRole.MASTER, OptionalLong.of(2));

        assertThat(first.role()).isEqualTo(ControllerRole.SLAVE);
        assertThat(first.mayWrite()).isFalse();
        assertThat(second.role()).isEqualTo(ControllerRole.MASTER);
        assertThat(peers.generationId()).hasValue(2);
    }

    @Test
    void aStaleGenerationIdIsRefusedAndChangesNothing() throws OpenFlowException {
        peers.setRole(first, ControllerRole.MASTER, OptionalLong.of(5));

        assertThatThrownBy(() -> peers.setRole(second, ControllerRole.MASTER, OptionalLong.of(4)))
                .isInstanceOfSatisfying(
                        OpenFlowException.class, e -> assertThat(e.error()).isEqualTo(OfError.OFPRRFC_STALE));
        assertThat(first.role()).isEqualTo(ControllerRole.MASTER);
        assertThat(second.role()).isEqualTo(ControllerRole.EQUAL);
    }

    @Test
    void theSameGenerationIdIsNotStale() throws OpenFlowException {
        peers.setRole(first, ControllerRole.SLAVE, OptionalLong.of(5));
        peers.setRole(first, ControllerRole.MASTER, OptionalLong.of(5));

        assertThat(first.role()).isEqualTo(ControllerRole.MASTER);
    }

    @Test
    void aGenerationIdMayWrapAround() throws OpenFlowException {
        peers.setRole(first, ControllerRole.MASTER, OptionalLong.of(Long.MAX_VALUE));
        peers.setRole(second, ControllerRole.MASTER, OptionalLong.of(Long.MIN_VALUE + 1));

        assertThat(second.role()).isEqualTo(ControllerRole.MASTER);
    }

    @Test
    void equalNeedsNoGenerationIdAndDemotesNobody() throws OpenFlowException {
        peers.setRole(first, ControllerRole.MASTER, OptionalLong.of(9));
        peers.setRole(second, ControllerRole.EQUAL, OptionalLong.of(1));

        assertThat(first.role()).isEqualTo(ControllerRole.MASTER);
        assertThat(peers.generationId()).hasValue(9);
    }

    @Test
    void nochangeOnlyAsks() throws OpenFlowException {
        peers.setRole(first, ControllerRole.MASTER, OptionalLong.of(3));
        peers.setRole(first, ControllerRole.NOCHANGE, OptionalLong.of(0));

        assertThat(first.role()).isEqualTo(ControllerRole.MASTER);
    }
}
