package org.mirach.vswitch.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketTest {
    @TempDir
    private Path directory;

    private final CommandTable commands = new CommandTable();
    private Path path;
    private ControlSocket socket;

    @BeforeEach
    void open() throws IOException {
        commands.add("echo", "WORD", 1, 2, arguments -> String.join(",", arguments) + "\n");
        commands.add("fail", "", 0, 0, _ -> {
            throw new CommandException("it can't be done");
        });
        path = directory.resolve("t.ctl");
        Files.createFile(path); // as a killed switch leaves it
        socket = ControlSocket.open(path, commands);
    }

    @AfterEach
    void close() {
        socket.close();
    }

    @Test
    void commandsAreAnsweredOneAfterAnotherWithTheirIds() throws IOException {
        assertThat(ask(
                        "{\"method\":\"echo\",\"params\":[\"a\",\"b\"],\"id\":0}"
                                + "{\"method\":\"echo\",\"params\":[\"ü\\n\"],\"id\":\"x\"}",
                        2))
                .isEqualTo("{\"id\":0,\"result\":\"a,b\\n\",\"error\":null}"
                        + "{\"id\":\"x\",\"result\":\"ü\\n\\n\",\"error\":null}");
    }

    @Test
    void aFailureIsAnAnswer() throws IOException {
        assertThat(ask("{\"id\":7,\"method\":\"fail\",\"params\":[]}", 1))
                .isEqualTo("{\"id\":7,\"result\":null,\"error\":\"it can't be done\\n\"}");
    }

    @Test
    void anUnknownCommandAndTooFewArgumentsAreRefused() throws IOException {
        assertThat(ask("{\"id\":1,\"method\":\"nope\",\"params\":[]}", 1))
                .contains("\\\"nope\\\" is not a valid command");
        assertThat(ask("{\"id\":1,\"method\":\"echo\",\"params\":[]}", 1)).contains("requires at least 1");
    }

    @Test
    void whatIsNoJsonEndsTheClientOnly() throws IOException {
        assertThat(ask("garbage ", 1)).isEmpty();
        assertThat(ask("{\"id\":1,\"method\":\"echo\",\"params\":[\"still\"]}", 1))
                .contains("still");
    }

    @Test
    void theSocketFileIsGoneAfterwards() {
        socket.close();
        assertThat(path).doesNotExist();
    }

    /** Sends, and reads until as many replies have come or the other end closes. */
    private String ask(String requests, int replies) throws IOException {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.connect(UnixDomainSocketAddress.of(path));
            client.write(ByteBuffer.wrap(requests.getBytes(StandardCharsets.UTF_8)));
            ByteBuffer buffer = ByteBuffer.allocate(65536);
            String text = "";
            while (text.chars().filter(c -> c == '}').count() < replies && client.read(buffer) >= 0) {
                text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
            }
            return text;
        }
    }
}
