package org.mirach.cli.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** The REST token: 256 random bits in base64url, one line, mode 0600. Stateless; any thread. */
public final class TokenFile {
    private TokenFile() {}

    /** Makes the token if there is none; says whether it did. */
    public static boolean init(Path file) {
        if (Files.exists(file)) {
            return false;
        }
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        SecretFiles.create(file, Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n");
        return true;
    }

    /** The token in {@code file}, without white space around it. */
    public static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
