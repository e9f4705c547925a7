package org.mirach.it.harness;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A peer that says whatever a test wants, byte by byte: over TCP, or TLS with a certificate.
 *
 * <p><b>Threads:</b> the test's.
 */
public final class OpenFlowClient implements AutoCloseable {
    public static final int HELLO = 0;
    public static final int ECHO_REQUEST = 2;
    public static final int ECHO_REPLY = 3;
    private static final int VERSION_13 = 4;
    private static final int PATIENCE_MS = 10_000;

    private final Socket socket;

    private OpenFlowClient(Socket socket) {
        this.socket = socket;
    }

    public static OpenFlowClient tcp(int port) {
        try {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            return new OpenFlowClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static OpenFlowClient tls(int port, SSLContext context) {
        try {
            Socket socket = context.getSocketFactory().createSocket("127.0.0.1", port);
            socket.setSoTimeout(PATIENCE_MS);
            return new OpenFlowClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One OpenFlow 1.3 message. */
    public void send(int type, int xid, byte[] body) {
        sendRaw(ByteBuffer.allocate(8 + body.length)
                .put((byte) VERSION_13)
                .put((byte) type)
                .putShort((short) (8 + body.length))
                .putInt(xid)
                .put(body)
                .array());
    }

    /** Bytes as they are. A peer that has closed already is no error: the test looks at what it did, not when. */
    public void sendRaw(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException _) {
            // seen again by isClosedByPeer
        }
    }

    /** The next message of this type, header and body; others are passed over. Empty when the peer closes. */
    public Optional<byte[]> await(int type) {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] header = in.readNBytes(8);
                if (header.length < 8) {
                    return Optional.empty();
                }
                int length = ByteBuffer.wrap(header).getShort(2) & 0xffff;
                byte[] body = in.readNBytes(length - 8);
                if (header[1] == type) {
                    return Optional.of(
                            ByteBuffer.allocate(length).put(header).put(body).array());
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Reads until the peer ends the connection; false when it has not within ten seconds. */
    public boolean isClosedByPeer() {
        try {
            byte[] sink = new byte[65536];
            while (socket.getInputStream().read(sink) >= 0) {
                // what it says before it closes is not the question
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true; // reset
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
