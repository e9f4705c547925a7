package org.mirach.openflow.channel;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.mirach.openflow.codec.DecodeMode;
import org.mirach.openflow.field.TunnelMetadataMap;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * How connections of one listener or dialler behave.
 *
 * @param versions         OpenFlow versions to offer
 * @param mode             strict for a switch, lenient for a controller
 * @param tls              null for plain TCP; {@code ssl:} and {@code pssl:} need it
 * @param echoInterval     idle time after which an echo request is sent; the connection closes after as long again
 *                         without an answer
 * @param handshakeTimeout TLS and hello must be done within it
 * @param lowWaterBytes    unsent octets below which a connection is writable again
 * @param highWaterBytes   unsent octets above which a connection is not writable
 * @param maxConnections   connections of one listener at a time; more are closed at once
 * @param tunnelMetadata   what fields of tunnel metadata mean, or null where they have the width that they come with
 */
public record ChannelSettings(
        Set<OFVersion> versions,
        DecodeMode mode,
        TlsConfig tls,
        Duration echoInterval,
        Duration handshakeTimeout,
        int lowWaterBytes,
        int highWaterBytes,
        int maxConnections,
        Supplier<TunnelMetadataMap> tunnelMetadata) {
    public ChannelSettings {
        versions = Set.copyOf(versions);
    }

    /** A switch: OpenFlow 1.0, 1.3, 1.4 and 1.5, strict. */
    public static ChannelSettings forSwitch(TlsConfig tls) {
        return new ChannelSettings(
                EnumSet.of(OFVersion.OF_10, OFVersion.OF_13, OFVersion.OF_14, OFVersion.OF_15),
                DecodeMode.STRICT,
                tls,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                256 << 10,
                1 << 20,
                4096,
                null);
    }

    /** A controller: OpenFlow 1.3, lenient. */
    public static ChannelSettings forController(TlsConfig tls) {
        return new ChannelSettings(
                EnumSet.of(OFVersion.OF_13),
                DecodeMode.LENIENT,
                tls,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                256 << 10,
                1 << 20,
                16384,
                null);
    }

    public ChannelSettings withEchoInterval(Duration interval) {
        return new ChannelSettings(
                versions,
                mode,
                tls,
                interval,
                handshakeTimeout,
                lowWaterBytes,
                highWaterBytes,
                maxConnections,
                tunnelMetadata);
    }

    public ChannelSettings withHandshakeTimeout(Duration timeout) {
        return new ChannelSettings(
                versions,
                mode,
                tls,
                echoInterval,
                timeout,
                lowWaterBytes,
                highWaterBytes,
                maxConnections,
                tunnelMetadata);
    }

    public ChannelSettings withVersions(Set<OFVersion> offered) {
        return new ChannelSettings(
                offered,
                mode,
                tls,
                echoInterval,
                handshakeTimeout,
                lowWaterBytes,
                highWaterBytes,
                maxConnections,
                tunnelMetadata);
    }

    public ChannelSettings withMaxConnections(int max) {
        return new ChannelSettings(
                versions,
                mode,
                tls,
                echoInterval,
                handshakeTimeout,
                lowWaterBytes,
                highWaterBytes,
                max,
                tunnelMetadata);
    }

    public ChannelSettings withTunnelMetadata(Supplier<TunnelMetadataMap> table) {
        return new ChannelSettings(
                versions,
                mode,
                tls,
                echoInterval,
                handshakeTimeout,
                lowWaterBytes,
                highWaterBytes,
                maxConnections,
                table);
    }
}
