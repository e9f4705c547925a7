package org.mirach.controller.southbound;

import java.time.Duration;
import java.util.List;
import org.mirach.openflow.channel.TlsConfig;

/**
 * How switches are received. Immutable.
 *
 * @param listen {@code pssl:PORT[:ADDRESS]} or {@code ptcp:PORT[:ADDRESS]}, one at least
 * @param tls read only when one of {@code listen} needs it
 * @param echoInterval a switch silent for this long is asked for a sign of life
 * @param handshakeTimeout from the accepted connection to the connected switch
 * @param maxConnections of each listener; more are closed at once
 */
public record SouthboundSettings(
        List<String> listen, TlsConfig tls, Duration echoInterval, Duration handshakeTimeout, int maxConnections) {
    public SouthboundSettings {
        listen = List.copyOf(listen);
    }
}
