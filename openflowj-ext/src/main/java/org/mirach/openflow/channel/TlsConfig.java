package org.mirach.openflow.channel;

import java.nio.file.Path;

/**
 * PEM files for mutual TLS, TLS 1.2 and 1.3, on either side.
 *
 * @param certificate   this side's certificate, with the chain below the root
 * @param privateKey    its key, PKCS#8, not encrypted
 * @param caCertificate whoever it signed is trusted
 */
public record TlsConfig(Path certificate, Path privateKey, Path caCertificate) {}
