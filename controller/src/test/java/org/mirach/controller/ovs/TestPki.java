package org.mirach.controller.ovs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * An authority and two certificates, made by openssl.
 *
 * @param directory holds {@code ca.pem}, {@code controller.pem}, {@code switch.pem}, and keys
 */
record TestPki(Path directory) {
    static TestPki make(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        TestPki pki = new TestPki(directory);
        pki.openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + directory.getFileName(),
                "-keyout",
                "ca.key",
                "-out",
                "ca.pem");
        pki.issue("controller");
        pki.issue("switch");
        return pki;
    }

    /** The YAML of {@code openflow.tls}, in one line. */
    String yaml() {
        return "{certificate: %1$s/controller.pem, private-key: %1$s/controller.key, ca-certificate: %1$s/ca.pem}"
                .formatted(directory);
    }

    private void issue(String name) throws IOException, InterruptedException {
        openssl(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=" + name,
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr");
        openssl(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-days",
                "2",
                "-out",
                name + ".pem");
    }

    private void openssl(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 1];
        command[0] = "openssl";
        System.arraycopy(words, 0, command, 1, words.length);
        Run.must(Map.of(), directory, command);
    }
}
