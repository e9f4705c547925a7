package org.mirach.cli.pki;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** PEM text (RFC 7468) of keys (PKCS#8) and certificates. Stateless; any thread. */
final class Pem {
    private Pem() {}

    static String of(KeyPair keys) {
        return text("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    static String of(X509Certificate certificate) {
        try {
            return text("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new PkiException("a certificate just made cannot be encoded: " + e, e);
        }
    }

    static X509Certificate certificate(Path file) {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | GeneralSecurityException e) {
            throw new PkiException(file + ": not a readable PEM certificate: " + e.getMessage(), e);
        }
    }

    /** The key in {@code file} together with the public key of its certificate. */
    static KeyPair keyPair(Path file, X509Certificate certificate) {
        try (var reader = new PemReader(Files.newBufferedReader(file))) {
            PemObject object = reader.readPemObject();
            if (object == null || !object.getType().equals("PRIVATE KEY")) {
                throw new PkiException(file + ": expected a PKCS#8 key (BEGIN PRIVATE KEY)");
            }
            var key = KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(object.getContent()));
            return new KeyPair(certificate.getPublicKey(), key);
        } catch (IOException | GeneralSecurityException e) {
            throw new PkiException(file + ": not a readable PKCS#8 key: " + e.getMessage(), e);
        }
    }

    private static String text(String type, byte[] der) {
        StringWriter out = new StringWriter();
        try (var writer = new PemWriter(out)) {
            writer.writeObject(new PemObject(type, der));
        } catch (IOException e) {
            throw new PkiException("writing PEM to memory failed: " + e, e);
        }
        return out.toString();
    }
}
