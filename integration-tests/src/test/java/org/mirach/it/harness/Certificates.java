package org.mirach.it.harness;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.mirach.cli.pki.Pki;

/**
 * A set of certificates as {@code mirach pki init} makes it, in a directory. Immutable.
 *
 * @param directory holds {@code ca.pem}, and {@code ROLE.pem} with {@code ROLE.key}
 */
public record Certificates(Path directory) {
    private static final char[] NO_PASSWORD = new char[0];

    /** A new authority, and certificates of every role for this machine. */
    public static Certificates make() {
        Path directory = Daemons.temporaryDirectory("mirach-it-pki");
        new Pki(directory, Instant.now()).init(List.of());
        return new Certificates(directory);
    }

    /** The {@code tls} lines of a configuration, indented by {@code indent} blanks. */
    public List<String> yaml(String role, int indent) {
        String blanks = " ".repeat(indent);
        return List.of(
                blanks + "tls:",
                blanks + "  certificate: " + directory.resolve(role + ".pem"),
                blanks + "  private-key: " + directory.resolve(role + ".key"),
                blanks + "  ca-certificate: " + directory.resolve("ca.pem"));
    }

    /** For a TLS client that shows this role's certificate and trusts this authority. */
    public SSLContext context(String role) {
        return context(role, this);
    }

    /** The same, but trusting another authority. */
    public SSLContext context(String role, Certificates trustedSet) {
        try {
            KeyStore own = emptyStore();
            own.setKeyEntry("own", key(role), NO_PASSWORD, new Certificate[] {certificate(role)});
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own, NO_PASSWORD);
            KeyStore trusted = emptyStore();
            trusted.setCertificateEntry("ca", trustedSet.certificate("ca"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("certificates in " + directory, e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private Certificate certificate(String stem) throws GeneralSecurityException, IOException {
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(directory.resolve(stem + ".pem")))) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private PrivateKey key(String stem) throws GeneralSecurityException {
        try {
            String body = Files.readString(directory.resolve(stem + ".key")).replaceAll("-----[^-]*-----|\\s", "");
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void delete() {
        Daemons.deleteTree(directory);
    }
}
