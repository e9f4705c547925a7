package org.mirach.openflow.channel;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * TLS contexts from PEM files: TLS 1.2 and 1.3, the JDK's provider, both sides authenticated by the same CA. Names in
 * certificates are not compared with host names, as in Open vSwitch: the CA vouches for who may speak OpenFlow.
 */
final class TlsContexts {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private TlsContexts() {}

    static SslContext forServer(TlsConfig config) {
        check(config);
        try {
            return SslContextBuilder.forServer(
                            config.certificate().toFile(), config.privateKey().toFile())
                    .trustManager(config.caCertificate().toFile())
                    .clientAuth(ClientAuth.REQUIRE)
                    .sslProvider(SslProvider.JDK)
                    .protocols(PROTOCOLS)
                    .build();
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(config, e);
        }
    }

    static SslContext forClient(TlsConfig config) {
        check(config);
        try {
            return SslContextBuilder.forClient()
                    .keyManager(
                            config.certificate().toFile(), config.privateKey().toFile())
                    .trustManager(config.caCertificate().toFile())
                    .endpointIdentificationAlgorithm(null)
                    .sslProvider(SslProvider.JDK)
                    .protocols(PROTOCOLS)
                    .build();
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(config, e);
        }
    }

    private static void check(TlsConfig config) {
        if (config == null) {
            throw new IllegalArgumentException("ssl: and pssl: need a certificate, a private key and a CA certificate");
        }
        readable("certificate", config.certificate());
        readable("private key", config.privateKey());
        readable("CA certificate", config.caCertificate());
    }

    private static void readable(String what, Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("TLS: the " + what + " " + file
                    + " cannot be read; make it with \"mirach pki init\", or correct its path in the configuration");
        }
    }

    private static UncheckedIOException unusable(TlsConfig config, Exception cause) {
        return new UncheckedIOException(new IOException(
                "TLS: " + config.certificate() + ", " + config.privateKey()
                        + " and "
                        + config.caCertificate()
                        + " must be PEM files, the key unencrypted PKCS#8 and of this certificate: "
                        + cause.getMessage(),
                cause));
    }
}
