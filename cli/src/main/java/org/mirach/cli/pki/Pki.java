package org.mirach.cli.pki;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The certificates in one directory: {@code ca.pem}, {@code ca.key} and a pair for each {@link PkiRole}.
 *
 * <p><b>Invariants:</b> nothing that exists is overwritten; every file has mode 0600 and the directory 0700; keys are
 * EC P-256 in PKCS#8. <b>Threads:</b> one at a time; two processes at once are safe, the later one fails.
 */
public final class Pki {
    private final Path directory;
    private final CertificateMaker maker;

    public Pki(Path directory, Instant now) {
        this.directory = directory;
        this.maker = new CertificateMaker(now);
    }

    /**
     * Makes whatever is missing.
     *
     * @param names DNS names and addresses to certify besides {@code localhost}, the loopbacks and this host's name
     * @return the files made; empty when all were there
     * @throws PkiException when half of a pair is missing or a file cannot be written
     */
    public List<Path> init(Collection<String> names) {
        SecretFiles.makeDirectory(directory);
        List<Path> made = new ArrayList<>();
        if (isMissing("ca")) {
            refuseOrphans();
            KeyPair keys = maker.keyPair();
            made.addAll(write("ca", keys, maker.authority(keys)));
        }
        Set<String> alternatives = new LinkedHashSet<>(localNames());
        alternatives.addAll(names);
        for (PkiRole role : PkiRole.values()) {
            if (isMissing(role.fileStem())) {
                X509Certificate authority = Pem.certificate(certificate("ca"));
                KeyPair authorityKeys = Pem.keyPair(key("ca"), authority);
                KeyPair keys = maker.keyPair();
                made.addAll(write(
                        role.fileStem(), keys, maker.certificate(role, keys, authority, authorityKeys, alternatives)));
            }
        }
        return List.copyOf(made);
    }

    /** The certificate file of {@code stem}. */
    public Path certificate(String stem) {
        return directory.resolve(stem + ".pem");
    }

    /** The private key file of {@code stem}. */
    public Path key(String stem) {
        return directory.resolve(stem + ".key");
    }

    private boolean isMissing(String stem) {
        boolean hasCertificate = Files.exists(certificate(stem));
        boolean hasKey = Files.exists(key(stem));
        if (hasCertificate && !hasKey && !stem.equals("ca")) {
            throw new PkiException(
                    key(stem) + " is missing but its certificate is there; bring the key back, or remove "
                            + certificate(stem) + " to have both made anew");
        }
        if (hasCertificate && !hasKey && anyRoleMissing()) {
            throw new PkiException(key(stem)
                    + " is missing, so nothing more can be signed; bring it back, or use another" + " directory");
        }
        if (hasKey && !hasCertificate) {
            throw new PkiException(
                    certificate(stem) + " is missing but its key is there; bring the certificate back, or" + " remove "
                            + key(stem) + " to have both made anew");
        }
        return !hasCertificate;
    }

    private boolean anyRoleMissing() {
        for (PkiRole role : PkiRole.values()) {
            if (!Files.exists(certificate(role.fileStem()))) {
                return true;
            }
        }
        return false;
    }

    /** Certificates of an authority that is gone would be refused by everybody; say so now. */
    private void refuseOrphans() {
        for (PkiRole role : PkiRole.values()) {
            if (Files.exists(certificate(role.fileStem()))) {
                throw new PkiException(certificate("ca") + " is missing but " + certificate(role.fileStem())
                        + " is there; bring the authority back, or empty " + directory + " to start anew");
            }
        }
    }

    private List<Path> write(String stem, KeyPair keys, X509Certificate certificate) {
        SecretFiles.create(key(stem), Pem.of(keys));
        SecretFiles.create(certificate(stem), Pem.of(certificate));
        return List.of(key(stem), certificate(stem));
    }

    private static List<String> localNames() {
        List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
        try {
            String host = InetAddress.getLocalHost().getHostName();
            if (host.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")) {
                names.add(host);
            }
        } catch (UnknownHostException _) {
            // A host without a name of its own is reached by address.
        }
        return names;
    }
}
