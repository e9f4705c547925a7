package org.mirach.cli.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds TCP ports of the loopback nobody listens on. Stateless; any thread. */
final class FreePort {
    private FreePort() {}

    /** {@code usual} if it is free, any other if not. */
    static int near(int usual) {
        try {
            return bound(usual);
        } catch (IOException _) {
            try {
                return bound(0);
            } catch (IOException e) {
                throw new LabException("no TCP port is free on the loopback: " + e, "ss -ltn lists who listens");
            }
        }
    }

    private static int bound(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
