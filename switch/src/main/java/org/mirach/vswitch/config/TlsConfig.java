package org.mirach.vswitch.config;

import java.nio.file.Path;

/** PEM files of the switch's end of TLS. Peers must show a certificate that {@code caCertificate} signed. Immutable. */
public record TlsConfig(Path certificate, Path privateKey, Path caCertificate) {}
