package org.mirach.vswitch.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.RawMessage;
import org.mirach.openflow.model.Bytes;
import org.mirach.vswitch.agent.FakeConnection;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFVersion;

class PeerSessionTest {
    private final FakeConnection wire = new FakeConnection(OFVersion.OF_13);
    private final Peer peer = new Peer(wire, PeerKind.SERVICE, "punix:fake");

    private static RawMessage message(int number) {
        return new RawMessage(OFVersion.OF_13, number, 0, Bytes.EMPTY);
    }

    private static void receive(PeerSession session, int number) {
        session.onMessage(message(number), Bytes.ofHex("0400000800000000"));
    }

    private List<Long> sentXids() {
        return wire.sent.stream().map(OFMessage::getXid).toList();
    }

    @Test
    void whatComesDuringABarrierIsAnsweredAfterIt() {
        CompletableFuture<Answer> barrier = new CompletableFuture<>();
        PeerSession session = new PeerSession(
                peer, (_, message) -> message.getXid() == 1 ? new Answer.Later(barrier) : Answer.of(message));
        receive(session, 1);
        receive(session, 2);
        assertThat(wire.sent).isEmpty();

        barrier.complete(Answer.of(message(1)));

        assertThat(sentXids()).containsExactly(1L, 2L);
    }

    @Test
    void aLongAnswerStopsWhenTheConnectionIsFullAndGoesOnWhenItIsNot() {
        PeerSession session = new PeerSession(
                peer,
                (_, _) -> new Answer.Stream(IntStream.range(0, 5)
                        .mapToObj(PeerSessionTest::message)
                        .peek(message -> wire.writable = message.getXid() != 2)
                        .iterator()));
        receive(session, 1);
        assertThat(sentXids()).containsExactly(0L, 1L);

        wire.writable = true;
        session.advance();

        assertThat(sentXids()).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void aRefusalNamesItsErrorAndTheNextMessageIsHandled() {
        PeerSession session = new PeerSession(peer, (_, message) -> {
            if (message.getXid() == 1) {
                throw new OpenFlowException(OfError.OFPBRC_EPERM, "test");
            }
            return Answer.of(message);
        });
        receive(session, 1);
        receive(session, 2);

        assertThat(wire.refusals).containsExactly(OfError.OFPBRC_EPERM);
        assertThat(sentXids()).containsExactly(2L);
    }

    @Test
    void aRefusalMayComeLater() {
        PeerSession session = new PeerSession(
                peer,
                (_, _) -> new Answer.Later(
                        CompletableFuture.failedFuture(new OpenFlowException(OfError.OFPBRC_BAD_PORT, "test"))));
        receive(session, 1);

        assertThat(wire.refusals).containsExactly(OfError.OFPBRC_BAD_PORT);
    }

    @Test
    void ourOwnFaultEndsThePeerOnly() {
        PeerSession session = new PeerSession(peer, (_, _) -> {
            throw new IllegalStateException("a defect");
        });
        receive(session, 1);

        assertThat(wire.closed).isEqualTo("internal error");
    }

    @Test
    void aPeerThatNeverReadsIsClosedAtItsBound() {
        PeerSession session = new PeerSession(peer, (_, message) -> Answer.of(message));
        wire.writable = false;
        Bytes large = Bytes.wrap(new byte[65535]);
        for (int i = 0; i < 600 && wire.closed == null; i++) {
            session.onMessage(message(i), large);
        }

        assertThat(wire.closed).contains("without taking the answers");
        assertThat(wire.sent).isEmpty();
    }

    @Test
    void smallMessagesDuringABarrierAreBoundedByTheHeapTheyTake() {
        PeerSession session = new PeerSession(peer, (_, _) -> new Answer.Later(new CompletableFuture<>()));
        int received = 0;
        while (wire.closed == null && received < 200_000) {
            receive(session, received++);
        }

        assertThat(wire.closed).contains("without taking the answers");
    }

    @Test
    void anAnswerThatFailsLateEndsThePeerOnly() {
        CompletableFuture<Answer> later = new CompletableFuture<>();
        PeerSession session = new PeerSession(peer, (_, _) -> new Answer.Later(later));
        receive(session, 1);
        later.complete(null);

        assertThat(wire.closed).isEqualTo("internal error");
    }

    @Test
    void aStreamThatFailsEndsThePeerOnly() {
        PeerSession session = new PeerSession(
                peer,
                (_, _) -> new Answer.Stream(IntStream.range(0, 5)
                        .mapToObj(i -> {
                            if (i == 2) {
                                throw new IllegalStateException("a defect");
                            }
                            return message(i);
                        })
                        .iterator()));
        receive(session, 1);

        assertThat(wire.closed).isEqualTo("internal error");
    }
}
