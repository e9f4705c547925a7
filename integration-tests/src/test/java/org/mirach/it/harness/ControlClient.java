package org.mirach.it.harness;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A lasting connection to a switch's control socket: what ovs-appctl says, without a process for each word. Requests of
 * one call go out together, so that thousands a second are answered.
 *
 * <p><b>Threads:</b> the test's.
 */
public final class ControlClient implements AutoCloseable {
    private static final int MAX_REPLY_CHARS = 1 << 28;

    private final SocketChannel channel;
    private final OutputStream out;
    /** Made with the first reply: it reads at once, to learn the encoding. */
    private JsonParser in;

    private int nextId;

    private ControlClient(SocketChannel channel) {
        this.channel = channel;
        this.out = Channels.newOutputStream(channel);
    }

    public static ControlClient connect(Path socket) {
        try {
            return new ControlClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + socket, e);
        }
    }

    /** One command; it must succeed. */
    public String must(String... words) {
        return must(List.of(Arrays.asList(words))).getFirst();
    }

    /** Many commands, one after the other; all must succeed. */
    public List<String> must(List<List<String>> commands) {
        try {
            StringBuilder text = new StringBuilder();
            commands.forEach(words -> request(text, words));
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            List<String> replies = new ArrayList<>();
            for (List<String> words : commands) {
                replies.add(reply(words));
            }
            return replies;
        } catch (IOException e) {
            throw new UncheckedIOException("control socket: " + commands, e);
        }
    }

    private void request(StringBuilder text, List<String> words) {
        String params = words.subList(1, words.size()).stream()
                .map(word -> '"' + new String(JsonStringEncoder.getInstance().quoteAsString(word)) + '"')
                .collect(Collectors.joining(","));
        text.append("{\"id\":%d,\"method\":\"%s\",\"params\":[%s]}".formatted(nextId++, words.getFirst(), params));
    }

    private JsonParser parser() throws IOException {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(MAX_REPLY_CHARS)
                        .build())
                .build()
                .createParser(Channels.newInputStream(channel));
    }

    private String reply(List<String> words) throws IOException {
        in = in == null ? parser() : in;
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("no reply");
        }
        String result = "";
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String key = in.currentName();
            JsonToken value = in.nextToken();
            if (key.equals("error") && value != JsonToken.VALUE_NULL) {
                throw new IllegalStateException(words + ": " + in.getText());
            }
            if (key.equals("result") && value == JsonToken.VALUE_STRING) {
                result = in.getText();
            }
        }
        return result;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
