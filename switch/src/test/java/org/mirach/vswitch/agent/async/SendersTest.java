package org.mirach.vswitch.agent.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.codec.MessageEncoder;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.FlowRemoved;
import org.mirach.openflow.message.NiciraMessage;
import org.mirach.openflow.message.PacketIn;
import org.mirach.openflow.model.ControllerRole;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowModFlags;
import org.mirach.openflow.model.PacketInReason;
import org.mirach.openflow.model.WireFormat;
import org.mirach.vswitch.agent.FakeConnection;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.agent.connection.PeerKind;
import org.mirach.vswitch.agent.connection.Peers;
import org.mirach.vswitch.pipeline.FlowChange;
import org.mirach.vswitch.pipeline.FlowModResult;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortListener;
import org.mirach.vswitch.slowpath.PacketInNotice;
import org.mirach.vswitch.slowpath.PacketInNotice.Cause;
import org.projectfloodlight.openflow.protocol.OFVersion;

class SendersTest {
    private final Peers peers = new Peers();
    private final AtomicLong clock = new AtomicLong();
    private final PacketInSender packetIns = new PacketInSender(peers, Runnable::run, 0, clock::get);

    private FakeConnection peer(OFVersion version, PeerKind kind) {
        FakeConnection wire = new FakeConnection(version);
        peers.add(new Peer(wire, kind, "fake"));
        packetIns.onPeersChanged();
        return wire;
    }

    private Peer last() {
        return peers.all().getLast();
    }

    private static PacketInNotice notice(Cause cause, int maxLength) {
        return new PacketInNotice(cause, 3, 0x42, maxLength, 0, 1, 0, new byte[200]);
    }

    private static PacketIn only(FakeConnection wire) {
        assertThat(wire.sent).hasSize(1);
        return (PacketIn) wire.sent.getFirst();
    }

    @Test
    void withoutPeersNobodyTakesAPacket() {
        assertThat(packetIns.onPacketIn(notice(Cause.ACTION, 0xffff))).isFalse();
    }

    @Test
    void aControllerGetsWhatAnActionSends() {
        FakeConnection controller = peer(OFVersion.OF_13, PeerKind.PRIMARY);
        packetIns.onPacketIn(notice(Cause.ACTION, 60));

        assertThat(only(controller)).satisfies(packet -> {
            assertThat(packet.reason()).isEqualTo(PacketInReason.ACTION);
            assertThat(packet.tableId()).isEqualTo(3);
            assertThat(packet.cookie()).isEqualTo(0x42);
            assertThat(packet.totalLength()).isEqualTo(200);
            assertThat(packet.data().size()).isEqualTo(200);
            assertThat(packet.inPort()).isEqualTo(1);
        });
    }

    @Test
    void anImplicitMissIsForOpenFlow10OnlyAndWhole() {
        FakeConnection newer = peer(OFVersion.OF_13, PeerKind.PRIMARY);
        FakeConnection older = peer(OFVersion.OF_10, PeerKind.PRIMARY);
        packetIns.onPacketIn(notice(Cause.IMPLICIT_MISS, 0xffff));

        assertThat(newer.sent).isEmpty();
        assertThat(only(older).data().size()).isEqualTo(200);
        assertThat(only(older).cookie()).isZero();
    }

    @Test
    void theTableMissEntrysReasonDependsOnTheVersion() {
        FakeConnection newer = peer(OFVersion.OF_13, PeerKind.PRIMARY);
        FakeConnection older = peer(OFVersion.OF_10, PeerKind.PRIMARY);
        packetIns.onPacketIn(notice(Cause.EXPLICIT_MISS, 0xffff));

        assertThat(only(newer).reason()).isEqualTo(PacketInReason.NO_MATCH);
        assertThat(only(older).reason()).isEqualTo(PacketInReason.ACTION);
    }

    @Test
    void aToolHearsNothingUntilItSetsAMissSendLen() {
        FakeConnection tool = peer(OFVersion.OF_10, PeerKind.SERVICE);
        packetIns.onPacketIn(notice(Cause.ACTION, 0xffff));
        assertThat(tool.sent).isEmpty();

        last().missSendLen(65);
        last().packetInFormat(NiciraMessage.SetPacketInFormat.NXT_PACKET_IN);
        packetIns.onPacketIn(notice(Cause.ACTION, 0xffff));

        assertThat(only(tool).format()).isEqualTo(WireFormat.NXM);
    }

    @Test
    void theNewestFormIsAListOfProperties() {
        FakeConnection tool = peer(OFVersion.OF_10, PeerKind.PRIMARY);
        last().packetInFormat(NiciraMessage.SetPacketInFormat.NXT_PACKET_IN2);
        packetIns.onPacketIn(new PacketInNotice(Cause.ACTION, 3, 0x42, 0xffff, 0, 1, 0, new byte[] {1, 2, 3}));

        ByteBuf out = Unpooled.buffer();
        tool.sent.forEach(message -> MessageEncoder.encode(message, out));
        assertThat(ByteBufUtil.hexDump(out))
                .isEqualTo("0104004800000000" + "000023200000001e" + "0000000701020300" + "0003000503000000"
                        + "00040010000000000000000000000042" + "0005000501000000" + "0006000a000000020001"
                        + "000000000000");
    }

    @Test
    void aSlaveAndAnotherControllersIdHearNothing() throws OpenFlowException {
        FakeConnection slave = peer(OFVersion.OF_13, PeerKind.PRIMARY);
        peers.setRole(last(), ControllerRole.SLAVE, OptionalLong.of(1));
        FakeConnection other = peer(OFVersion.OF_13, PeerKind.PRIMARY);
        last().controllerId(5);
        packetIns.onPacketIn(notice(Cause.ACTION, 0xffff));

        assertThat(slave.sent).isEmpty();
        assertThat(other.sent).isEmpty();
    }

    @Test
    void aPeerThatDoesNotReadLosesItsCopyOnly() {
        FakeConnection full = peer(OFVersion.OF_13, PeerKind.PRIMARY);
        full.writable = false;
        Peer slow = last();
        FakeConnection reading = peer(OFVersion.OF_13, PeerKind.PRIMARY);
        packetIns.onPacketIn(notice(Cause.ACTION, 0xffff));

        assertThat(full.sent).isEmpty();
        assertThat(slow.packetInsDropped()).isEqualTo(1);
        assertThat(reading.sent).hasSize(1);
    }

    @Test
    void aRateLimitLetsABurstThroughAndThenTheRate() {
        PacketInSender limited = new PacketInSender(peers, Runnable::run, 100, clock::get);
        FakeConnection controller = peer(OFVersion.OF_13, PeerKind.PRIMARY);
        limited.onPeersChanged();
        for (int i = 0; i < 100; i++) {
            limited.onPacketIn(notice(Cause.ACTION, 0xffff));
        }
        assertThat(controller.sent).hasSize(25);

        clock.addAndGet(50_000_000);
        for (int i = 0; i < 100; i++) {
            limited.onPacketIn(notice(Cause.ACTION, 0xffff));
        }
        assertThat(controller.sent).hasSize(30);
    }

    @Test
    void aRemovedEntryIsToldIfItAskedForIt() {
        FakeConnection controller = peer(OFVersion.OF_13, PeerKind.PRIMARY);
        FlowRemovedSender sender = new FlowRemovedSender(peers, () -> CompletableFuture.completedFuture(null));
        Pipeline pipeline = new Pipeline(clock::get);
        pipeline.apply(FlowChange.builder(FlowModCommand.ADD).priority(1).build());
        pipeline.apply(FlowChange.builder(FlowModCommand.ADD)
                .priority(2)
                .idleTimeout(9)
                .flags(FlowModFlags.SEND_FLOW_REM)
                .build());
        clock.set(2_345_678_901L);
        if (pipeline.apply(FlowChange.builder(FlowModCommand.DELETE).build())
                instanceof FlowModResult.Applied applied) {
            sender.onRemoved(applied.removed());
        }

        assertThat(controller.sent).singleElement().isInstanceOfSatisfying(FlowRemoved.class, gone -> {
            assertThat(gone.priority()).isEqualTo(2);
            assertThat(gone.reason()).isEqualTo(2);
            assertThat(gone.idleTimeout()).isEqualTo(9);
            assertThat(gone.durationSec()).isEqualTo(2);
            assertThat(gone.durationNsec()).isEqualTo(345_000_000);
        });
    }

    @Test
    void portsAreToldToSlavesToo() throws OpenFlowException {
        FakeConnection slave = peer(OFVersion.OF_13, PeerKind.PRIMARY);
        peers.setRole(last(), ControllerRole.SLAVE, OptionalLong.of(1));
        FakeConnection tool = peer(OFVersion.OF_13, PeerKind.SERVICE);
        new PortStatusSender(peers).onPortChange(PortListener.Change.ADD, OfPort.of(1, "p1", "dummy", 1));

        assertThat(slave.sent).hasSize(1);
        assertThat(tool.sent).isEmpty();
    }

    @Test
    void noticesWaitForAPeerThatDoesNotRead() {
        FakeConnection controller = peer(OFVersion.OF_13, PeerKind.PRIMARY);
        FakeConnection reading = peer(OFVersion.OF_13, PeerKind.PRIMARY);
        controller.writable = false;
        PortStatusSender sender = new PortStatusSender(peers);
        sender.onPortChange(PortListener.Change.ADD, OfPort.of(1, "p1", "dummy", 1));
        assertThat(controller.sent).isEmpty();
        assertThat(reading.sent).hasSize(1);

        controller.executor().execute(() -> controller.writable = true);

        await().until(() -> controller.sent.size() == 1);
    }
}
