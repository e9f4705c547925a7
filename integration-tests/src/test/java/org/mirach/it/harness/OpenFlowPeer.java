package org.mirach.it.harness;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A lasting OpenFlow connection to {@code br0.mgmt} that speaks bytes, of one version; it answers echo requests by itself.
 *
 * <p><b>Threads:</b> the test's; one more reads.
 */
public final class OpenFlowPeer implements AutoCloseable {
    public static final int ERROR = 1;
    public static final int PACKET_IN = 10;
    private static final int HELLO = 0;
    private static final int ECHO_REQUEST = 2;
    private static final int ECHO_REPLY = 3;
    private static final int SET_CONFIG = 9;
    private static final int HEADER = 8;
    private static final int PATIENCE_SECONDS = 20;
    private static final byte[] CLOSED = new byte[0];

    private final SocketChannel channel;
    private final int version;
    private final LinkedBlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final List<byte[]> others = new ArrayList<>();
    private int nextXid = 0x1000;

    private OpenFlowPeer(SocketChannel channel, int version) {
        this.channel = channel;
        this.version = version;
    }

    /** @param version as the header says it: 1 is OpenFlow 1.0, 4 is 1.3 */
    public static OpenFlowPeer connect(BridgeUnderTest bridge, int version) {
        Path socket = bridge.runDir().resolve("br0.mgmt");
        try {
            OpenFlowPeer peer = new OpenFlowPeer(SocketChannel.open(UnixDomainSocketAddress.of(socket)), version);
            Thread.ofPlatform().daemon().name("openflow-peer").start(peer::read);
            peer.send(peer.message(HELLO, 0, new byte[0]));
            peer.awaitType(HELLO);
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + socket, e);
        }
    }

    private void read() {
        try {
            DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
            while (true) {
                byte[] header = in.readNBytes(HEADER);
                if (header.length < HEADER) {
                    throw new EOFException();
                }
                ByteBuffer head = ByteBuffer.wrap(header);
                byte[] body = in.readNBytes(Short.toUnsignedInt(head.getShort(2)) - HEADER);
                if (header[1] == ECHO_REQUEST) {
                    send(message(ECHO_REPLY, head.getInt(4), body));
                } else {
                    received.add(ByteBuffer.allocate(HEADER + body.length)
                            .put(header)
                            .put(body)
                            .array());
                }
            }
        } catch (IOException | UncheckedIOException _) {
            received.add(CLOSED);
        }
    }

    /** A message of this version. */
    public byte[] message(int type, int xid, byte[] body) {
        return ByteBuffer.allocate(HEADER + body.length)
                .put((byte) version)
                .put((byte) type)
                .putShort((short) (HEADER + body.length))
                .putInt(xid)
                .put(body)
                .array();
    }

    /** Bytes as they are. */
    public void send(byte[] bytes) {
        try {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            synchronized (channel) {
                while (left.hasRemaining()) {
                    channel.write(left);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Messages as they are but for their transaction ids, which become {@code firstXid} and up. */
    public void send(List<byte[]> messages, int firstXid) {
        ByteBuffer all = ByteBuffer.allocate(
                messages.stream().mapToInt(message -> message.length).sum());
        int xid = firstXid;
        for (byte[] message : messages) {
            int at = all.position();
            all.put(message).putInt(at + 4, xid++);
        }
        send(all.array());
    }

    /** Asks for packet-ins with whole packets. */
    public void wantPackets() {
        send(message(SET_CONFIG, nextXid++, new byte[] {0, 0, (byte) 0xff, (byte) 0xff}));
        barrier();
    }

    /** What came before the reply to a barrier that is sent now. */
    public List<byte[]> barrier() {
        int xid = nextXid++;
        send(message(version == 1 ? 18 : 20, xid, new byte[0]));
        List<byte[]> before = new ArrayList<>(others);
        others.clear();
        for (byte[] next = next(); ; next = next()) {
            if (type(next) == (version == 1 ? 19 : 21) && xid(next) == xid) {
                return before;
            }
            before.add(next);
        }
    }

    /** All parts of the reply to a request, or the error; other messages wait for the next {@link #barrier}. */
    public List<byte[]> request(int type, byte[] body) {
        int xid = nextXid++;
        send(message(type, xid, body));
        List<byte[]> parts = new ArrayList<>();
        while (true) {
            byte[] next = next();
            if (xid(next) != xid) {
                others.add(next);
                continue;
            }
            parts.add(next);
            boolean multipart = type(next) == (version == 1 ? 17 : 19);
            if (!multipart || (next[HEADER + 3] & 1) == 0) {
                return parts;
            }
        }
    }

    /** The next message, whatever it is. */
    public byte[] next() {
        byte[] next = poll(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        if (next == null) {
            throw new IllegalStateException("no message within " + PATIENCE_SECONDS + " s");
        }
        return next;
    }

    /** The next message, or null when none comes in time. */
    public byte[] poll(long millis) {
        try {
            byte[] next = received.poll(millis, TimeUnit.MILLISECONDS);
            if (next == CLOSED) {
                received.add(CLOSED);
                throw new IllegalStateException("the switch closed the connection");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitType(int type) {
        byte[] next = next();
        if (type(next) != type) {
            throw new IllegalStateException(
                    "expected type " + type + ", got " + HexFormat.of().formatHex(next));
        }
    }

    public static int type(byte[] message) {
        return message[1];
    }

    public static int xid(byte[] message) {
        return ByteBuffer.wrap(message).getInt(4);
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
