package org.mirach.vswitch.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.codec.DecodeMode;
import org.mirach.openflow.codec.MessageDecoder;
import org.mirach.openflow.codec.MessageEncoder;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.message.BundleAdd;
import org.mirach.openflow.message.BundleControl;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowMonitorRequest;
import org.mirach.openflow.message.FlowStatsReply;
import org.mirach.openflow.message.FlowStatsRequest;
import org.mirach.openflow.message.FlowUpdates;
import org.mirach.openflow.message.MirachMessage;
import org.mirach.openflow.message.PacketOut;
import org.mirach.openflow.message.RawMultipart;
import org.mirach.openflow.message.RoleReply;
import org.mirach.openflow.message.RoleRequest;
import org.mirach.openflow.message.TlvTable;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.ControllerRole;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowModFlags;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.model.WireFormat;
import org.mirach.vswitch.agent.FakeConnection;
import org.mirach.vswitch.agent.async.FlowMonitorSender;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.agent.connection.PeerKind;
import org.mirach.vswitch.agent.connection.Peers;
import org.mirach.vswitch.pipeline.FlowFilter;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.RemovedFlow;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.pipeline.port.PortConfig;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Octets in, octets out, for whole messages; the answers were Open vSwitch 3.1's to the same octets. */
class HandlersTest {
    /** A packet-out from there has no end. */
    private static final int ENDLESS = 99;

    private final Pipeline pipeline = new Pipeline();
    private final Peers peers = new Peers();
    private final List<RemovedFlow> removed = new ArrayList<>();
    private final List<String> admin = new ArrayList<>();
    private final List<Integer> injected = new ArrayList<>();
    private final FlowMonitorSender monitors = new FlowMonitorSender(peers, pipeline);
    private final Dispatcher dispatcher = new Dispatcher(Handlers.of(new BridgeContext(
            "test",
            1,
            pipeline,
            peers,
            _ -> new PortTraffic(1, 2, 3, 4, 5, 6, 7, 1_234_567_890L),
            () -> CompletableFuture.completedFuture(null),
            () -> CompletableFuture.completedFuture(null),
            monitors,
            (inPort, _, _) -> {
                injected.add(inPort);
                return inPort == ENDLESS ? OfError.OFPFMFC_UNKNOWN : null;
            },
            (_, _, _) -> OfError.NXR_STALE,
            (portNo, up) -> admin.add(portNo + (up ? " up" : " down")),
            _ -> CompletableFuture.completedFuture(null),
            System::nanoTime)));
    private final Peer of10 = peer(OFVersion.OF_10);
    private final Peer of13 = peer(OFVersion.OF_13);
    private final Peer of14 = peer(OFVersion.OF_14);

    HandlersTest() {
        pipeline.addRemovalListener(removed::addAll);
        pipeline.ports().add(OfPort.of(1, "p1", "afxdp", 0xaa55aa550010L));
        pipeline.ports().add(OfPort.of(PortNo.LOCAL, "br0", "tap", 0x127abffce743L));
    }

    private Peer peer(OFVersion version) {
        Peer peer = new Peer(new FakeConnection(version), PeerKind.SERVICE, "punix:fake");
        peers.add(peer);
        return peer;
    }

    /** The answer to one message, all its pieces. */
    private List<OFMessage> ask(Peer peer, OFMessage message) throws OpenFlowException {
        return collect(dispatcher.dispatch(peer, message));
    }

    private static List<OFMessage> collect(Answer answer) {
        List<OFMessage> all = new ArrayList<>();
        switch (answer) {
            case Answer.Messages messages -> all.addAll(messages.messages());
            case Answer.Stream stream -> stream.messages().forEachRemaining(all::add);
            case Answer.Later later ->
                all.addAll(collect(later.answer().toCompletableFuture().join()));
        }
        return all;
    }

    private List<String> ask(Peer peer, String hex) throws OpenFlowException {
        OFMessage message =
                new MessageDecoder(DecodeMode.STRICT).decode(HexFormat.of().parseHex(hex));
        return ask(peer, message).stream().map(HandlersTest::hex).toList();
    }

    private static String hex(OFMessage message) {
        ByteBuf out = Unpooled.buffer();
        MessageEncoder.encode(message, out);
        return ByteBufUtil.hexDump(out);
    }

    private void refused(Peer peer, String hex, OfError error) {
        assertThatThrownBy(() -> ask(peer, hex))
                .isInstanceOfSatisfying(
                        OpenFlowException.class, e -> assertThat(e.error()).isEqualTo(error));
    }

    private static FlowMod flow(int priority, Action... actions) {
        return FlowMod.builder()
                .priority(priority)
                .actions(actions)
                .flags(FlowModFlags.SEND_FLOW_REM)
                .build();
    }

    @Test
    void featuresOfOpenFlow10ListThePorts() throws OpenFlowException {
        assertThat(ask(of10, "0105000800000002"))
                .containsExactly("010600800000000200000000000000010000000"
                        + "0fe000000000000c700000fff" + "fffe127abffce743" + "62723000000000000000000000000000"
                        + "00".repeat(24)
                        + "0001aa55aa550010" + "70310000000000000000000000000000" + "00".repeat(24));
    }

    @Test
    void featuresOfOpenFlow13DoNot() throws OpenFlowException {
        assertThat(ask(of13, "0405000800000002"))
                .containsExactly("0406002000000002000000000000000100000000fe0000000000004f00000000");
    }

    @Test
    void configurationIsTheConnectionsOwn() throws OpenFlowException {
        assertThat(ask(of10, "0109000c0000000200000080")).isEmpty();

        assertThat(ask(of10, "0107000800000003")).containsExactly("0108000c0000000300000080");
        assertThat(ask(of13, "0407000800000003")).containsExactly("0408000c0000000300000000");
        refused(of13, "0409000c0000000200040080", OfError.OFPSCFC_BAD_FLAGS);
    }

    @Test
    void fragmentsAreHandledAlikeForAllConnectionsAndNeverReassembled() throws OpenFlowException {
        ask(of13, "0409000c0000000200010080");
        assertThat(ask(of10, "0107000800000003")).containsExactly("0108000c0000000300010000");

        ask(of13, "0409000c0000000200020080");
        assertThat(ask(of10, "0107000800000003")).containsExactly("0108000c0000000300010000");
    }

    @Test
    void portStatisticsOfAPortThatIsNotThereAreEmpty() throws OpenFlowException {
        assertThat(ask(of13, "041200180000000200040000000000000000006300000000"))
                .containsExactly("04130010000000020004000000000000");
    }

    @Test
    void portStatisticsTellWhatIsKnown() throws OpenFlowException {
        assertThat(ask(of13, "041200180000000200040000000000000000000100000000"))
                .containsExactly("04130080000000020004000000000000" + "0000000100000000" + "0000000000000001"
                        + "0000000000000002"
                        + "0000000000000003" + "0000000000000004" + "0000000000000005" + "0000000000000006"
                        + "0000000000000000" + "0000000000000007" + "ff".repeat(32) + "000000010df28e80");
    }

    @Test
    void queuesOfAPortThatIsNotThereAreRefused() {
        refused(of10, "0114000c0000000200990000", OfError.OFPQOFC_BAD_PORT);
    }

    @Test
    void aBarrierIsAnsweredInItsVersion() throws OpenFlowException {
        assertThat(ask(of10, "0112000800000009")).containsExactly("0113000800000009");
        assertThat(ask(of13, "0414000800000004")).containsExactly("0415000800000004");
    }

    @Test
    void asynchronousConfigurationStartsAsOpenVSwitchs() throws OpenFlowException {
        assertThat(ask(of13, "041a000800000002"))
                .containsExactly("041b002000000002000000030000000000000007000000070000000f00000000");
        ask(of13, "041c0020000000030000ffff000000010000000000000000000000000000000f");
        assertThat(ask(of13, "041a000800000004"))
                .containsExactly("041b00200000000400000007000000010000000000000000000000000000000f");
    }

    @Test
    void rolesAreKeptAndSlavesMayNotWrite() throws OpenFlowException {
        assertThat(ask(of13, new RoleRequest(OFVersion.OF_13, 1, ControllerRole.NOCHANGE, 0)))
                .containsExactly(new RoleReply(OFVersion.OF_13, 1, ControllerRole.EQUAL, -1));
        assertThat(ask(of13, new RoleRequest(OFVersion.OF_13, 2, ControllerRole.SLAVE, 7)))
                .containsExactly(new RoleReply(OFVersion.OF_13, 2, ControllerRole.SLAVE, 7));

        assertThatThrownBy(() -> ask(of13, flow(1, new Action.Output(1))))
                .isInstanceOfSatisfying(
                        OpenFlowException.class, e -> assertThat(e.error()).isEqualTo(OfError.OFPBRC_IS_SECONDARY));
        assertThat(pipeline.flows(FlowFilter.ALL)).isEmpty();
        assertThat(ask(of13, "0407000800000003")).hasSize(1);
    }

    @Test
    void flowEntriesComeBackAsTheyWereSent() throws OpenFlowException {
        ask(of13, flow(5, new Action.Output(1)));

        List<OFMessage> replies = ask(
                of13,
                new FlowStatsRequest(
                        OFVersion.OF_13, 3, WireFormat.STANDARD, 255, PortNo.ANY, PortNo.GROUP_ANY, 0, 0, Match.ANY));

        assertThat(replies).singleElement().isInstanceOfSatisfying(FlowStatsReply.class, reply -> {
            assertThat(reply.more()).isFalse();
            assertThat(reply.entries()).singleElement().satisfies(entry -> {
                assertThat(entry.priority()).isEqualTo(5);
                assertThat(entry.instructions())
                        .isEqualTo(flow(5, new Action.Output(1)).instructions());
            });
        });
    }

    @Test
    void manyFlowEntriesComeInPieces() throws OpenFlowException {
        for (int priority = 1; priority <= 1000; priority++) {
            ask(of13, flow(priority, new Action.Output(1)));
        }

        List<FlowStatsReply> replies = ask(
                        of13,
                        new FlowStatsRequest(
                                OFVersion.OF_13,
                                3,
                                WireFormat.STANDARD,
                                255,
                                PortNo.ANY,
                                PortNo.GROUP_ANY,
                                0,
                                0,
                                Match.ANY))
                .stream()
                .map(FlowStatsReply.class::cast)
                .toList();

        assertThat(replies.stream().mapToInt(reply -> reply.entries().size()).sum())
                .isEqualTo(1000);
        assertThat(replies.stream().filter(reply -> !reply.more())).containsExactly(replies.getLast());
    }

    @Test
    void aDeletedEntryIsToldToTheSink() throws OpenFlowException {
        ask(of13, flow(5, new Action.Output(1)));
        ask(of13, FlowMod.builder().command(FlowModCommand.DELETE).tableId(255).build());

        assertThat(removed).hasSize(1);
        assertThat(pipeline.flows(FlowFilter.ALL)).isEmpty();
    }

    @Test
    void aFlowModThatNamesABufferIsRefused() {
        assertThatThrownBy(() -> ask(of13, flow(5).toBuilder().bufferId(7).build()))
                .isInstanceOfSatisfying(
                        OpenFlowException.class, e -> assertThat(e.error()).isEqualTo(OfError.OFPBRC_BUFFER_UNKNOWN));
    }

    @Test
    void aPacketOutReachesTheSlowPath() throws OpenFlowException {
        ask(of13, new PacketOut(1, PortNo.CONTROLLER, List.of(new Action.Output(1)), Bytes.ofHex("00".repeat(14))));

        assertThat(injected).containsExactly(PortNo.CONTROLLER);
    }

    @Test
    void aPortModChangesTheMaskedBitsOnly() throws OpenFlowException {
        ask(of10, "010f00200000000a0001aa55aa55001000000010000000100000000000000000");

        assertThat(pipeline.ports().snapshot().port(1).config()).isEqualTo(PortConfig.NO_FLOOD);
        refused(of10, "010f00200000000a0001aa55aa55001100000010000000100000000000000000", OfError.OFPPMFC_BAD_HW_ADDR);
        refused(of10, "010f00200000000a0009aa55aa55001000000010000000100000000000000000", OfError.OFPPMFC_BAD_PORT);
    }

    @Test
    void aPortTakenDownTakesItsDeviceDown() throws OpenFlowException {
        ask(of10, "010f00200000000a0001aa55aa55001000000001000000010000000000000000");
        ask(of10, "010f00200000000a0001aa55aa55001000000001000000010000000000000000");
        ask(of10, "010f00200000000a0001aa55aa55001000000000000000010000000000000000");

        assertThat(admin).containsExactly("1 down", "1 up");
    }

    @Test
    void groupsComeBackAsTheyWereMade() throws OpenFlowException {
        String bucket = "00200007ffffffffffffffff00000000" + "00000010000000010000000000000000";
        ask(of13, "040f0030000000030000010000000001" + bucket); // select

        assertThat(ask(of13, "04120010000000070007000000000000"))
                .containsExactly("04130038000000070007000000000000" + "0028010000000001" + bucket);
        refused(of13, "040f00100000000300000000" + "00000001", OfError.OFPGMFC_GROUP_EXISTS);
    }

    @Test
    void metersComeBackAsTheyWereMade() throws OpenFlowException {
        String meter = "00010010000000640000000000000000";
        ask(of13, "041d0020000000030000000100000001" + meter);

        assertThat(ask(of13, "0412001800000007000a000000000000" + "ffffffff00000000"))
                .containsExactly(
                        "0413002800000007000a000000000000" + "0018000100000001" + "00010010000000640000006400000000");
        refused(of13, "041d0020000000030000000100000001" + meter, OfError.OFPMMFC_METER_EXISTS);
    }

    @Test
    void allTablesFitIntoPiecesBelow64KiB() throws OpenFlowException {
        List<String> replies = ask(of13, "0412001000000003000c000000000000");

        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.length() / 2).isLessThan(65536))
                .hasSizeGreaterThan(1);
    }

    @Test
    void tableStatisticsSayThatThereAre254Tables() throws OpenFlowException {
        List<OFMessage> replies = collect(dispatcher.dispatch(
                of13,
                new MessageDecoder(DecodeMode.STRICT)
                        .decode(HexFormat.of().parseHex("04120010000000030003000000000000"))));

        assertThat(replies)
                .singleElement()
                .isInstanceOfSatisfying(
                        RawMultipart.class,
                        reply -> assertThat(reply.body().size()).isEqualTo(254 * 24));
    }

    @Test
    void whatOnlyASwitchSendsIsRefused() {
        refused(of10, "0106002000000002" + "00".repeat(24), OfError.OFPBRC_BAD_TYPE);
    }

    private static BundleControl bundle(int type) {
        return new BundleControl(OFVersion.OF_14, 9, 1, type, BundleControl.ATOMIC | BundleControl.ORDERED);
    }

    private static BundleAdd part(MirachMessage mod, long xid) {
        return new BundleAdd(OFVersion.OF_14, xid, 1, 3, mod, Bytes.ofHex("052200080000000" + xid));
    }

    @Test
    void aCommittedBundleIsDoneAsAWhole() throws OpenFlowException {
        assertThat(ask(of14, bundle(BundleControl.OPEN_REQUEST)))
                .containsExactly(bundle(BundleControl.OPEN_REQUEST).reply());
        ask(of14, part(flow(1, new Action.Output(1)), 1));
        ask(of14, part(flow(2, new Action.Output(1)), 2));
        assertThat(pipeline.flows(FlowFilter.ALL)).isEmpty();

        ask(of14, bundle(BundleControl.CLOSE_REQUEST));
        ask(of14, bundle(BundleControl.COMMIT_REQUEST));
        assertThat(pipeline.flows(FlowFilter.ALL)).hasSize(2);
    }

    @Test
    void aRefusedBundleChangesNothingAndNamesTheMessage() throws OpenFlowException {
        ask(of13, flow(7, new Action.Output(1)));
        ask(of14, bundle(BundleControl.OPEN_REQUEST));
        ask(of14, part(FlowMod.builder().command(FlowModCommand.DELETE).build(), 1));
        ask(of14, part(flow(2, new Action.Group(77)), 2));

        assertThatThrownBy(() -> ask(of14, bundle(BundleControl.COMMIT_REQUEST)))
                .isInstanceOfSatisfying(
                        OpenFlowException.class, e -> assertThat(e.error()).isEqualTo(OfError.OFPBFC_MSG_FAILED));
        assertThat(((FakeConnection) of14.wire()).refusals).containsExactly(OfError.OFPBAC_BAD_OUT_GROUP);
        assertThat(pipeline.flows(FlowFilter.ALL)).hasSize(1);
        assertThat(removed).isEmpty();
        assertThat(of14.bundles()).isEmpty();
    }

    private static PacketOut packetOut(int inPort) {
        return new PacketOut(
                OFVersion.OF_14,
                3,
                PortNo.NO_BUFFER,
                inPort,
                List.of(new Action.Output(1)),
                Bytes.ofHex("00".repeat(60)));
    }

    @Test
    void packetsOfABundleGoOutWhateverBecomesOfOneAnother() throws OpenFlowException {
        ask(of14, part(flow(1, new Action.Output(1)), 1));
        ask(of14, part(packetOut(ENDLESS), 2));
        ask(of14, part(packetOut(1), 3));

        assertThat(ask(of14, bundle(BundleControl.COMMIT_REQUEST)))
                .containsExactly(bundle(BundleControl.COMMIT_REQUEST).reply());
        assertThat(injected).containsExactly(ENDLESS, 1);
        assertThat(((FakeConnection) of14.wire()).refusals).containsExactly(OfError.OFPFMFC_UNKNOWN);
        assertThat(pipeline.flows(FlowFilter.ALL)).hasSize(1);
    }

    @Test
    void bundlesTakeNoMoreThanTheirRoom() throws OpenFlowException {
        BundleHandler bundles = new BundleHandler(pipeline, peers, 3000, null, null, System::nanoTime);
        bundles.add(of13, part(flow(1, new Action.Output(1)), 1));
        bundles.add(of14, part(flow(1, new Action.Output(1)), 1));
        assertThatThrownBy(() -> {
                    for (int i = 2; i < 9; i++) {
                        bundles.add(of14, part(flow(i, new Action.Output(1)), i));
                    }
                })
                .hasMessageContaining("OFPBFC_MSG_TOO_MANY");
        assertThat(of14.bundles()).isEmpty();
        assertThat(of13.bundles()).hasSize(1);
        bundles.add(of14, part(flow(1, new Action.Output(1)), 1));
        of13.bundles().clear();
        bundles.control(of13, new BundleControl(OFVersion.OF_14, 9, 2, BundleControl.OPEN_REQUEST, 0));
        assertThatThrownBy(() -> {
                    for (int id = 3; id < 9; id++) {
                        bundles.control(of13, new BundleControl(OFVersion.OF_14, 9, id, BundleControl.OPEN_REQUEST, 0));
                    }
                })
                .hasMessageContaining("OFPBFC_OUT_OF_BUNDLES");
    }

    @Test
    void nobodyOpensBundlesWithoutEnd() throws OpenFlowException {
        for (int id = 0; id < 256; id++) {
            ask(of14, new BundleControl(OFVersion.OF_14, 9, id, BundleControl.OPEN_REQUEST, 0));
        }
        assertThatThrownBy(() -> ask(of14, new BundleControl(OFVersion.OF_14, 9, 256, BundleControl.OPEN_REQUEST, 0)))
                .hasMessageContaining("OFPBFC_OUT_OF_BUNDLES");
    }

    @Test
    void aBundleThatNobodyTouchesIsDiscardedAndSaidSo() throws OpenFlowException {
        ask(of14, bundle(BundleControl.OPEN_REQUEST));
        of14.discardBundlesUnusedSince(System.nanoTime());

        assertThat(of14.bundles()).isEmpty();
        assertThat(((FakeConnection) of14.wire()).refusals).containsExactly(OfError.OFPBFC_TIMEOUT);
    }

    private static FlowMonitorRequest monitor(int flags) {
        return new FlowMonitorRequest(
                OFVersion.OF_14,
                4,
                List.of(new FlowMonitorRequest.Monitor(1, 0, flags, 255, PortNo.ANY, PortNo.GROUP_ANY, Match.ANY)));
    }

    private List<FlowUpdates.Event> told(Peer peer) {
        return ((FakeConnection) peer.wire())
                .sent.stream()
                        .map(FlowUpdates.class::cast)
                        .flatMap(updates -> updates.updates().stream())
                        .map(FlowUpdates.Update::event)
                        .toList();
    }

    @Test
    void aMonitorHearsWhatIsThereAndWhatOthersDo() throws OpenFlowException {
        ask(of13, flow(1, new Action.Output(1)));

        assertThat(ask(of14, monitor(FlowMonitorRequest.INITIAL | FlowMonitorRequest.ADD | FlowMonitorRequest.REMOVED)))
                .singleElement()
                .isInstanceOfSatisfying(
                        FlowUpdates.class,
                        first -> assertThat(first.updates().getFirst().event()).isEqualTo(FlowUpdates.Event.INITIAL));
        ask(of13, flow(2, new Action.Output(1)));
        ask(of13, FlowMod.builder().command(FlowModCommand.DELETE).build());
        ask(of14, flow(3, new Action.Output(1)));

        assertThat(told(of14))
                .containsExactly(
                        FlowUpdates.Event.ADDED,
                        FlowUpdates.Event.REMOVED,
                        FlowUpdates.Event.REMOVED,
                        FlowUpdates.Event.ABBREVIATED);
    }

    @Test
    void aMonitorThatDoesNotReadPausesAndIsToldLaterWhatItMissed() throws OpenFlowException {
        ask(of14, monitor(FlowMonitorRequest.ADD));
        FakeConnection wire = (FakeConnection) of14.wire();
        wire.writable = false;
        ask(of13, flow(1, new Action.Output(1)));
        ask(of13, flow(2, new Action.Output(1)));
        wire.writable = true;
        monitors.onWritable(of14);

        assertThat(told(of14))
                .containsExactly(
                        FlowUpdates.Event.ADDED,
                        FlowUpdates.Event.PAUSED,
                        FlowUpdates.Event.ADDED,
                        FlowUpdates.Event.RESUMED);
    }

    @Test
    void aMonitorThatIsFullOfWhatItMissedPausesAgain() throws OpenFlowException {
        ask(of14, monitor(FlowMonitorRequest.ADD));
        FakeConnection wire = (FakeConnection) of14.wire();
        wire.writable = false;
        ask(of13, flow(1, new Action.Output(1)));
        ask(of13, flow(2, new Action.Output(1)));
        wire.writable = true;
        wire.sent.clear();
        wire.room = 1;
        monitors.onWritable(of14);
        ask(of13, flow(3, new Action.Output(1)));

        assertThat(told(of14))
                .containsExactly(FlowUpdates.Event.ADDED, FlowUpdates.Event.RESUMED, FlowUpdates.Event.PAUSED);
    }

    @Test
    void aTunnelOptionThatAnEntryNeedsStays() throws OpenFlowException {
        TlvTable.Mapping row = new TlvTable.Mapping(0xffff, 0, 4, 5);
        TlvTable.Mod add = new TlvTable.Mod(OFVersion.OF_13, 1, TlvTable.Mod.ADD, List.of(row));
        ask(of13, add);
        assertThatThrownBy(() -> ask(of13, add)).hasMessageContaining("NXTTMFC_ALREADY_MAPPED");
        ask(of13, flow(1, new Action.DeleteField(Field.tunnelMetadata(5))));

        TlvTable.Mod clear = new TlvTable.Mod(OFVersion.OF_13, 1, TlvTable.Mod.CLEAR, List.of());
        assertThatThrownBy(() -> ask(of13, clear)).hasMessageContaining("NXTTMFC_INVALID_TLV_DEL");
        assertThat(pipeline.tunnelMetadata().mappings()).hasSize(1);
        ask(of13, FlowMod.builder().command(FlowModCommand.DELETE).build());
        ask(of13, clear);
        assertThat(pipeline.tunnelMetadata().mappings()).isEmpty();
    }
}
