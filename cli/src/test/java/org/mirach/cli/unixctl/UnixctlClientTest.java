package org.mirach.cli.unixctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.cli.CliException;
import org.mirach.cli.ExitCode;

@Timeout(20)
class UnixctlClientTest {
    @TempDir
    Path directory;

    @Test
    void resultIsTheTextOfTheReply() throws Exception {
        assertThat(callAgainst("{\"result\":\"ok\\n\",\"error\":null,\"id\":0}", "mirach/add-port", "v1", "port-no=3"))
                .isEqualTo("ok\n|{\"method\":\"mirach/add-port\",\"params\":[\"v1\",\"port-no=3\"],\"id\":0}");
    }

    @Test
    void callWithoutParametersSendsAnEmptyList() throws Exception {
        assertThat(callAgainst("{\"id\":0,\"result\":\"1.0\",\"error\":null}", "version"))
                .endsWith("|{\"method\":\"version\",\"params\":[],\"id\":0}");
    }

    @Test
    void errorOfTheSwitchIsARefusal() {
        assertThatThrownBy(() ->
                        callAgainst("{\"result\":null,\"error\":\"no such device\\n\",\"id\":0}", "mirach/add-port"))
                .hasRootCauseInstanceOf(CliException.class)
                .hasRootCauseMessage("the switch refused mirach/add-port: no such device");
    }

    @Test
    void nobodyThereIsExitCodeThree() {
        assertThatThrownBy(() -> UnixctlClient.call(directory.resolve("none.ctl"), "version"))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNREACHABLE));
    }

    /** The client's result and the request it sent, with a bar between. */
    private String callAgainst(String reply, String method, String... parameters) throws Exception {
        Path socket = directory.resolve("t.ctl");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            CompletableFuture<String> result =
                    CompletableFuture.supplyAsync(() -> UnixctlClient.call(socket, method, parameters));
            String request = serve(server, reply);
            return result.get() + "|" + request;
        }
    }

    private static String serve(ServerSocketChannel server, String reply) throws IOException {
        try (SocketChannel channel = server.accept()) {
            StringBuilder request = new StringBuilder();
            ByteBuffer in = ByteBuffer.allocate(4096);
            while (!request.toString().endsWith("}")) {
                channel.read(in.clear());
                request.append(StandardCharsets.UTF_8.decode(in.flip()));
            }
            channel.write(ByteBuffer.wrap(reply.getBytes(StandardCharsets.UTF_8)));
            return request.toString();
        }
    }
}
