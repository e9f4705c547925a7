package org.mirach.it.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mirach.it.harness.Command;
import org.mirach.it.harness.Daemons;
import org.mirach.it.harness.Outcome;

/**
 * Turns text into OpenFlow 1.3 messages with the real ovs-ofctl: it is told to load the text into a switch that is only a
 * recorder. One run for many programs, so a program costs next to nothing.
 *
 * <p><b>Threads:</b> the test's; one more records.
 */
final class FlowCompiler implements AutoCloseable {
    private static final int HELLO = 0;
    private static final int ECHO_REQUEST = 2;
    private static final int FLOW_MOD = 14;
    private static final int GROUP_MOD = 15;
    private static final int BARRIER_REQUEST = 20;
    private static final int HEADER = 8;
    /** {@code ovs-ofctl: -:12: what is wrong}. */
    private static final Pattern BAD_LINE = Pattern.compile("(?m)^ovs-ofctl: -:(\\d+): (.*)");

    private final Path directory = Daemons.temporaryDirectory("mirach-it-compile");
    private final Path socket = directory.resolve("recorder.sock");
    private final ServerSocketChannel server;
    private final BlockingQueue<byte[]> recorded = new LinkedBlockingQueue<>();

    /** A program as messages. Immutable. */
    record Compiled(Program program, List<byte[]> groups, List<byte[]> flows) {}

    /** ovs-ofctl refused a text without saying which line it is. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /** Lines that ovs-ofctl itself refused, with what it said. */
    private final List<String> refused = new ArrayList<>();

    FlowCompiler() {
        try {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofPlatform().daemon().name("recorder").start(this::serve);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> refused() {
        return List.copyOf(refused);
    }

    /** Lines that ovs-ofctl refuses are left out of the programs. */
    List<Compiled> compile(List<Program> programs) {
        List<List<String>> groups = new ArrayList<>();
        List<List<String>> flows = new ArrayList<>();
        programs.forEach(program -> {
            groups.add(new ArrayList<>(program.groups()));
            flows.add(new ArrayList<>(program.flows()));
        });
        List<List<byte[]>> groupMods = load("add-groups", GROUP_MOD, groups);
        List<List<byte[]>> flowMods = load("add-flows", FLOW_MOD, flows);
        List<Compiled> compiled = new ArrayList<>();
        for (int i = 0; i < programs.size(); i++) {
            Program taken = programs.get(i).withGroups(groups.get(i)).withFlows(flows.get(i));
            compiled.add(new Compiled(taken, groupMods.get(i), flowMods.get(i)));
        }
        return compiled;
    }

    /** One message for each line. */
    private List<List<byte[]>> load(String verb, int type, List<List<String>> texts) {
        int lines = texts.stream().mapToInt(List::size).sum();
        for (int attempt = 0; attempt <= lines; attempt++) {
            recorded.clear();
            StringBuilder input = new StringBuilder();
            texts.forEach(text -> text.forEach(line -> input.append(line).append('\n')));
            Outcome outcome = Command.run(
                    Map.of(),
                    input.toString(),
                    List.of("ovs-ofctl", "--no-names", "-O", "OpenFlow13", verb, "unix:" + socket, "-"));
            if (outcome.ok()) {
                return split(texts, type);
            }
            Matcher bad = BAD_LINE.matcher(outcome.err());
            if (!bad.find()) {
                throw new RefusedException(verb + ": " + outcome.text());
            }
            remove(texts, Integer.parseInt(bad.group(1)) - 1, bad.group(2));
        }
        throw new IllegalStateException(verb + " refuses everything");
    }

    private void remove(List<List<String>> texts, int line, String why) {
        int left = line;
        for (List<String> text : texts) {
            if (left < text.size()) {
                refused.add(text.remove(left) + ": " + why);
                return;
            }
            left -= text.size();
        }
        throw new IllegalStateException("ovs-ofctl complains about a line that there is not: " + why);
    }

    private List<List<byte[]>> split(List<List<String>> texts, int type) {
        List<byte[]> messages = new ArrayList<>();
        recorded.drainTo(messages);
        messages.removeIf(message -> message[1] != type);
        int lines = texts.stream().mapToInt(List::size).sum();
        if (messages.size() != lines) {
            throw new IllegalStateException(lines + " lines became " + messages.size() + " messages");
        }
        List<List<byte[]>> split = new ArrayList<>();
        int at = 0;
        for (List<String> text : texts) {
            split.add(List.copyOf(messages.subList(at, at + text.size())));
            at += text.size();
        }
        return split;
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                client.write(reply(HELLO, 0));
                for (byte[] message = read(client); message.length > 0; message = read(client)) {
                    recorded.add(message);
                    int xid = ByteBuffer.wrap(message).getInt(4);
                    if (message[1] == BARRIER_REQUEST || message[1] == ECHO_REQUEST) {
                        client.write(reply(message[1] + 1, xid));
                    }
                }
            } catch (IOException _) {
                // ovs-ofctl has left, or the test is over
            }
        }
    }

    private static ByteBuffer reply(int type, int xid) {
        return ByteBuffer.allocate(HEADER)
                .put((byte) 4)
                .put((byte) type)
                .putShort((short) HEADER)
                .putInt(xid)
                .flip();
    }

    /** The next message; an empty one at the end. */
    private static byte[] read(SocketChannel client) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        if (!fill(client, header)) {
            return new byte[0];
        }
        ByteBuffer message =
                ByteBuffer.allocate(Short.toUnsignedInt(header.getShort(2))).put(header.flip());
        return fill(client, message) ? message.array() : new byte[0];
    }

    private static boolean fill(SocketChannel client, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (client.read(buffer) < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Daemons.deleteTree(directory);
    }
}
