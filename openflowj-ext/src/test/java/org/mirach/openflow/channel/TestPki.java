package org.mirach.openflow.channel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates of a CA of its own, made by the JDK's keytool. */
final class TestPki {
    private static final String PASSWORD = "changeit";

    private TestPki() {}

    static TlsConfig make(Path directory) throws Exception {
        Files.createDirectories(directory);
        Path store = directory.resolve("store.p12");
        keytool(store, "-genkeypair", "-alias", "ca", "-dname", "CN=ca", "-ext", "bc:c", "-keyalg", "EC");
        keytool(store, "-genkeypair", "-alias", "me", "-dname", "CN=me", "-signer", "ca", "-keyalg", "EC");
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        return new TlsConfig(
                pem(
                        directory.resolve("cert.pem"),
                        "CERTIFICATE",
                        keys.getCertificate("me").getEncoded()),
                pem(
                        directory.resolve("key.pem"),
                        "PRIVATE KEY",
                        keys.getKey("me", PASSWORD.toCharArray()).getEncoded()),
                pem(
                        directory.resolve("ca.pem"),
                        "CERTIFICATE",
                        keys.getCertificate("ca").getEncoded()));
    }

    private static Path pem(Path file, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes()).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    private static void keytool(Path store, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-keypass",
                PASSWORD,
                "-storetype",
                "PKCS12"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
    }
}
