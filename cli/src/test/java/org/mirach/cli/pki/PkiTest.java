package org.mirach.cli.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path parent;

    private Path directory;
    private Pki pki;

    @BeforeEach
    void open() {
        directory = parent.resolve("a/pki");
        pki = new Pki(directory, NOW);
    }

    @Test
    void everyRoleGetsAPairTheAuthoritySigned() throws Exception {
        assertThat(pki.init(List.of())).hasSize(10);
        X509Certificate authority = Pem.certificate(directory.resolve("ca.pem"));
        authority.verify(authority.getPublicKey());
        assertThat(authority.getBasicConstraints()).isZero();
        for (PkiRole role : PkiRole.values()) {
            X509Certificate certificate = Pem.certificate(pki.certificate(role.fileStem()));
            certificate.verify(authority.getPublicKey());
            certificate.checkValidity(Date.from(NOW));
            assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
            assertThat(((ECPublicKey) certificate.getPublicKey())
                            .getParams()
                            .getOrder()
                            .bitLength())
                    .isEqualTo(256);
            KeyPair keys = Pem.keyPair(pki.key(role.fileStem()), certificate);
            assertThat(signsFor(keys)).isTrue();
        }
    }

    @Test
    void filesAndDirectoryAreTheOwnersOnly() throws IOException {
        pki.init(List.of());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        try (var files = Files.list(directory)) {
            assertThat(files.map(PkiTest::mode)).hasSize(10).containsOnly("rw-------");
        }
    }

    @Test
    void secondInitChangesNothing() throws IOException {
        pki.init(List.of());
        String before = Files.readString(directory.resolve("switch.key"));
        assertThat(pki.init(List.of())).isEmpty();
        assertThat(Files.readString(directory.resolve("switch.key"))).isEqualTo(before);
    }

    @Test
    void oneMissingPairIsMadeByTheSameAuthority() throws Exception {
        pki.init(List.of());
        Files.delete(directory.resolve("client.key"));
        Files.delete(directory.resolve("client.pem"));
        assertThat(pki.init(List.of())).hasSize(2);
        Pem.certificate(directory.resolve("client.pem"))
                .verify(Pem.certificate(directory.resolve("ca.pem")).getPublicKey());
    }

    @Test
    void namesAreCertified() throws Exception {
        pki.init(List.of("sw7.example", "10.9.8.7", "fd00::7"));
        var names = Pem.certificate(directory.resolve("controller.pem")).getSubjectAlternativeNames().stream()
                .map(entry -> String.valueOf(entry.get(1)))
                .toList();
        assertThat(names).contains("localhost", "127.0.0.1", "sw7.example", "10.9.8.7", "fd00:0:0:0:0:0:0:7");
    }

    @Test
    void purposesFollowTheRole() throws Exception {
        pki.init(List.of());
        String server = "1.3.6.1.5.5.7.3.1";
        String client = "1.3.6.1.5.5.7.3.2";
        assertThat(Pem.certificate(directory.resolve("switch.pem")).getExtendedKeyUsage())
                .containsExactly(server, client);
        assertThat(Pem.certificate(directory.resolve("rest.pem")).getExtendedKeyUsage())
                .containsExactly(server);
        assertThat(Pem.certificate(directory.resolve("client.pem")).getExtendedKeyUsage())
                .containsExactly(client);
    }

    @Test
    void halfAPairIsRefusedAndNothingIsOverwritten() throws IOException {
        pki.init(List.of());
        Files.delete(directory.resolve("switch.pem"));
        String key = Files.readString(directory.resolve("switch.key"));
        assertThatThrownBy(() -> pki.init(List.of()))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("switch.pem is missing but its key is there");
        assertThat(Files.readString(directory.resolve("switch.key"))).isEqualTo(key);
    }

    @Test
    void authorityThatIsGoneIsNotReplacedUnderItsCertificates() throws IOException {
        pki.init(List.of());
        Files.delete(directory.resolve("ca.pem"));
        Files.delete(directory.resolve("ca.key"));
        assertThatThrownBy(() -> pki.init(List.of())).hasMessageContaining("bring the authority back");
    }

    @Test
    void authorityWithoutItsKeyIsEnoughWhileNothingNeedsSigning() throws IOException {
        pki.init(List.of());
        Files.delete(directory.resolve("ca.key"));
        assertThat(pki.init(List.of())).isEmpty();
        Files.delete(directory.resolve("rest.key"));
        Files.delete(directory.resolve("rest.pem"));
        assertThatThrownBy(() -> pki.init(List.of())).hasMessageContaining("nothing more can be signed");
    }

    @Test
    void tokenIs256BitsMadeOnce() throws IOException {
        Path file = parent.resolve("token");
        assertThat(TokenFile.init(file)).isTrue();
        String token = TokenFile.read(file);
        assertThat(token).hasSize(43).matches("[A-Za-z0-9_-]+");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(TokenFile.init(file)).isFalse();
        assertThat(TokenFile.read(file)).isEqualTo(token);
    }

    private static boolean signsFor(KeyPair keys) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(new byte[] {1, 2, 3});
        byte[] signed = signature.sign();
        signature.initVerify(keys.getPublic());
        signature.update(new byte[] {1, 2, 3});
        return signature.verify(signed);
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
