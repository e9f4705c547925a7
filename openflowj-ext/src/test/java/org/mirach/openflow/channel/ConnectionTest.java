package org.mirach.openflow.channel;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.message.ErrorMessage;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Bytes;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFVersion;

class ConnectionTest {
    private static final Endpoint ANY_PORT = Endpoint.parse("ptcp:0:127.0.0.1");

    /** Remembers what it hears. */
    private static final class Recorder implements ConnectionHandler {
        final Queue<OpenFlowConnection> connected = new ConcurrentLinkedQueue<>();
        final Queue<OFMessage> messages = new ConcurrentLinkedQueue<>();
        final Queue<String> closed = new ConcurrentLinkedQueue<>();

        @Override
        public void onConnected(OpenFlowConnection connection) {
            connected.add(connection);
        }

        @Override
        public void onMessage(OpenFlowConnection connection, OFMessage message, Bytes frame) {
            messages.add(message);
        }

        @Override
        public void onClosed(OpenFlowConnection connection, String reason) {
            closed.add(reason);
        }
    }

    private final OpenFlowTransport transport = new OpenFlowTransport("test", 1);
    private final Recorder atSwitch = new Recorder();
    private final Recorder atController = new Recorder();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        transport.close();
    }

    private Listener listen(ChannelSettings settings) {
        return transport.listen(ANY_PORT, settings, () -> atSwitch);
    }

    private static Endpoint dial(Listener listener) {
        return new Endpoint(
                listener.endpoint().tls() ? Endpoint.Kind.SSL : Endpoint.Kind.TCP,
                "127.0.0.1",
                listener.endpoint().port(),
                null);
    }

    @Test
    void bothEndsAgreeOnTheHighestCommonVersionAndExchangeMessages() throws Exception {
        Listener listener = listen(ChannelSettings.forSwitch(null));
        OpenFlowConnection controller = transport
                .connect(dial(listener), ChannelSettings.forController(null), atController)
                .get(5, SECONDS);
        assertThat(controller.version()).isEqualTo(OFVersion.OF_13);
        List<FlowMod> mods = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            mods.add(FlowMod.builder()
                    .xid(i)
                    .cookie(i)
                    .actions(new Action.Output(i + 1))
                    .build());
        }
        controller.sendAll(mods);
        await().until(() -> atSwitch.messages.size() == 1000);
        assertThat(atSwitch.messages).containsExactlyElementsOf(mods);
        controller.close("done");
        await().until(() -> !atSwitch.closed.isEmpty() && !atController.closed.isEmpty());
        assertThat(atController.closed).containsExactly("done");
        assertThat(atSwitch.closed).containsExactly("closed by the peer");
        await().until(() -> listener.connectionCount() == 0);
    }

    @Test
    void aUnixSocketReplacesWhatAKilledProcessLeftAndIsRemovedAtTheEnd() throws Exception {
        Path socket = directory.resolve("run/br0.mgmt");
        Files.createDirectories(socket.getParent());
        Files.createFile(socket);
        Listener listener =
                transport.listen(Endpoint.parse("punix:" + socket), ChannelSettings.forSwitch(null), () -> atSwitch);
        transport
                .connect(Endpoint.parse("unix:" + socket), ChannelSettings.forSwitch(null), atController)
                .get(5, SECONDS);
        await().until(() -> atSwitch.connected.size() == 1);
        listener.close();
        assertThat(socket).doesNotExist();
    }

    @Test
    void mutualTlsTellsThePeersSubject() throws Exception {
        TlsConfig tls = TestPki.make(directory);
        Listener listener =
                transport.listen(Endpoint.parse("pssl:0:127.0.0.1"), ChannelSettings.forSwitch(tls), () -> atSwitch);
        OpenFlowConnection connection = transport
                .connect(dial(listener), ChannelSettings.forController(tls), atController)
                .get(5, SECONDS);
        assertThat(connection.peerSubject()).isEqualTo("CN=me");
        await().until(() -> atSwitch.connected.size() == 1);
        assertThat(atSwitch.connected.peek().peerSubject()).isEqualTo("CN=me");
    }

    @Test
    void aPeerOfAnUnknownCaIsRefused() throws Exception {
        TlsConfig ours = TestPki.make(directory.resolve("a"));
        TlsConfig theirs = TestPki.make(directory.resolve("b"));
        Listener listener =
                transport.listen(Endpoint.parse("pssl:0:127.0.0.1"), ChannelSettings.forSwitch(ours), () -> atSwitch);
        assertThatThrownBy(() -> transport
                        .connect(dial(listener), ChannelSettings.forController(theirs), atController)
                        .get(5, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("TLS failed");
        await().until(() -> listener.connectionCount() == 0);
        assertThat(atSwitch.connected).isEmpty();
    }

    @Test
    void whatCannotBeReachedIsNamed() {
        assertThatThrownBy(() -> transport
                        .connect(Endpoint.parse("tcp:no-such-host.invalid"), ChannelSettings.forSwitch(null), atSwitch)
                        .get(20, SECONDS))
                .hasMessageContaining("no-such-host.invalid");
        assertThatThrownBy(() -> transport
                        .connect(
                                Endpoint.parse("unix:" + directory.resolve("nobody")),
                                ChannelSettings.forSwitch(null),
                                atSwitch)
                        .get(5, SECONDS))
                .hasMessageContaining("cannot connect to unix:");
    }

    @Test
    void aMissingKeyFileIsNamed() {
        TlsConfig tls = new TlsConfig(Path.of("/none/cert.pem"), Path.of("/none/key.pem"), Path.of("/none/ca.pem"));
        assertThatThrownBy(() ->
                        transport.listen(Endpoint.parse("pssl:0"), ChannelSettings.forSwitch(tls), () -> atSwitch))
                .hasMessageContaining("/none/cert.pem cannot be read")
                .hasMessageContaining("pki init");
    }

    @Test
    void aPeerWithoutACommonVersionHearsHelloFailed() throws Exception {
        Listener listener = listen(ChannelSettings.forSwitch(null).withVersions(Set.of(OFVersion.OF_13)));
        try (Socket socket = new Socket("127.0.0.1", listener.endpoint().port())) {
            socket.getOutputStream().write(HexFormat.of().parseHex("0100000800000001"));
            byte[] heard = socket.getInputStream().readAllBytes();
            assertThat(HexFormat.of().formatHex(heard, 16, 28))
                    .startsWith("0101")
                    .endsWith("00000000");
            assertThat(new String(heard, 28, heard.length - 28, StandardCharsets.US_ASCII))
                    .isEqualTo("no common OpenFlow version: this end has (1.3), the peer (1.0)");
        }
        assertThat(atSwitch.connected).isEmpty();
    }

    @Test
    void anOldPeerWithoutABitmapGetsItsOwnVersion() throws Exception {
        Listener listener = listen(ChannelSettings.forSwitch(null));
        try (Socket _ = greeted(listener, "0100000800000001")) {
            await().until(() -> atSwitch.connected.size() == 1);
            assertThat(atSwitch.connected.peek().version()).isEqualTo(OFVersion.OF_10);
        }
    }

    @Test
    void echoIsAnsweredAndABadMessageIsRefusedWithoutEndingTheConnection() throws Exception {
        Listener listener = listen(ChannelSettings.forSwitch(null));
        try (Socket socket = greeted(listener, "0400000800000001")) {
            socket.getOutputStream().write(HexFormat.of().parseHex("0402000a00000007abcd" + "0463000800000008"));
            assertThat(HexFormat.of().formatHex(socket.getInputStream().readNBytes(10)))
                    .isEqualTo("0403000a00000007abcd");
            byte[] error = socket.getInputStream().readNBytes(20);
            assertThat(HexFormat.of().formatHex(error)).isEqualTo("0401001400000008" + "00010001" + "0463000800000008");
            assertThat(atSwitch.closed).isEmpty();
        }
    }

    @Test
    void garbageIsCutOffAtOnce() throws Exception {
        Listener listener = listen(ChannelSettings.forSwitch(null));
        for (String garbage :
                List.of("GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000", "\u0004\u0000\u0000\u0007abcd")) {
            try (Socket socket = new Socket("127.0.0.1", listener.endpoint().port())) {
                socket.getOutputStream().write(garbage.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(closedWithin(socket)).as(garbage).isTrue();
            }
        }
        assertThat(atSwitch.connected).isEmpty();
    }

    @Test
    void aHalfOpenConnectionIsClosedAfterTheHandshakeTimeout() throws Exception {
        Listener listener = listen(ChannelSettings.forSwitch(null).withHandshakeTimeout(Duration.ofMillis(200)));
        try (Socket socket = new Socket("127.0.0.1", listener.endpoint().port())) {
            assertThat(closedWithin(socket)).isTrue();
        }
    }

    @Test
    void aSilentPeerIsClosedAfterAnEchoWithoutAnswer() throws Exception {
        Listener listener = listen(ChannelSettings.forSwitch(null).withEchoInterval(Duration.ofMillis(100)));
        try (Socket socket = greeted(listener, "0400000800000001")) {
            assertThat(HexFormat.of().formatHex(socket.getInputStream().readNBytes(8)))
                    .startsWith("04020008");
            assertThat(closedWithin(socket)).isTrue();
        }
        await().untilAsserted(
                        () -> assertThat(atSwitch.closed).first().asString().contains("no answer to an echo request"));
    }

    @Test
    void aMessageOf64KilobytesPasses() throws Exception {
        Listener listener = listen(ChannelSettings.forSwitch(null));
        try (Socket socket = greeted(listener, "0400000800000001")) {
            byte[] echo = new byte[65535];
            echo[0] = 4;
            echo[1] = 2;
            echo[2] = echo[3] = -1;
            socket.getOutputStream().write(echo);
            byte[] reply = socket.getInputStream().readNBytes(65535);
            assertThat(reply[1]).isEqualTo((byte) 3);
        }
    }

    @Test
    void connectionsBeyondTheLimitAreRefusedAndOthersLive() throws Exception {
        Listener listener = listen(ChannelSettings.forSwitch(null).withMaxConnections(1));
        try (Socket _ = greeted(listener, "0400000800000001");
                Socket second = new Socket("127.0.0.1", listener.endpoint().port())) {
            assertThat(closedWithin(second)).isTrue();
            await().until(() -> atSwitch.connected.size() == 1);
            assertThat(atSwitch.closed).isEmpty();
        }
    }

    @Test
    void aControllerNeverLosesAConnectionToUnknownMessages() throws Exception {
        Listener listener = transport.listen(ANY_PORT, ChannelSettings.forController(null), () -> atController);
        try (Socket socket = greeted(listener, "0400000800000001")) {
            socket.getOutputStream().write(HexFormat.of().parseHex("0463000800000008" + "041400080000000a"));
            await().until(() -> atController.messages.size() == 2);
            assertThat(atController.closed).isEmpty();
        }
    }

    @Test
    void aControllerGetsRidOfAPeerThatAsksAndNeverReads() throws Exception {
        Listener listener = transport.listen(
                ANY_PORT,
                ChannelSettings.forController(null).withEchoInterval(Duration.ofMillis(300)),
                () -> atController);
        try (Socket socket = greeted(listener, "0400000800000001")) {
            byte[] echo = new byte[65535];
            echo[0] = 4;
            echo[1] = 2;
            echo[2] = echo[3] = -1;
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000_000; i++) {
                            socket.getOutputStream().write(echo);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        await().untilAsserted(
                        () -> assertThat(atController.closed).first().asString().contains("has not read"));
    }

    @Test
    void refusalsCarryTheRequest() throws Exception {
        Listener listener = listen(ChannelSettings.forSwitch(null));
        transport
                .connect(dial(listener), ChannelSettings.forController(null), atController)
                .get(5, SECONDS);
        await().until(() -> atSwitch.connected.size() == 1);
        atSwitch.connected.peek().refuse(Bytes.ofHex("0414000800000063"), OfError.OFPBRC_EPERM);
        await().until(() -> atController.messages.size() == 1);
        ErrorMessage error = (ErrorMessage) atController.messages.peek();
        assertThat(error.error()).isEqualTo(OfError.OFPBRC_EPERM);
        assertThat(error.xid()).isEqualTo(0x63);
        assertThat(error.data()).isEqualTo(Bytes.ofHex("0414000800000063"));
    }

    private static Socket greeted(Listener listener, String hello) throws IOException {
        Socket socket = new Socket("127.0.0.1", listener.endpoint().port());
        socket.setSoTimeout(10_000);
        socket.getInputStream().readNBytes(16);
        socket.getOutputStream().write(HexFormat.of().parseHex(hello));
        return socket;
    }

    private static boolean closedWithin(Socket socket) throws IOException {
        socket.setSoTimeout(5_000);
        InputStream in = socket.getInputStream();
        try {
            in.readAllBytes();
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException e) {
            return true;
        }
        return true;
    }
}
