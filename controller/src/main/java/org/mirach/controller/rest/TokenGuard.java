package org.mirach.controller.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST token: one line in a file that only its owner reads, made on first use. Immutable.
 *
 * <p>Both sides of the comparison are hashed first, so that its time says nothing of the token, not even its length.
 */
public final class TokenGuard {
    private static final Logger LOG = LoggerFactory.getLogger(TokenGuard.class);
    private static final String SCHEME = "Bearer ";
    private static final int TOKEN_OCTETS = 32;

    private final Path file;
    private final byte[] expected;

    private TokenGuard(Path file, byte[] expected) {
        this.file = file;
        this.expected = expected;
    }

    /**
     * Reads the token, after making the file if there is none.
     *
     * @throws IllegalArgumentException when the file is empty or cannot be used
     */
    public static TokenGuard open(Path file) {
        try {
            create(file);
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new IllegalArgumentException(file + ": empty; delete it and a new token is made");
            }
            return new TokenGuard(file, hash(token));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + ": cannot be read or made: " + e.getMessage() + "; give a rest.token-file that can", e);
        }
    }

    /** Lets the request pass or throws what to answer. */
    void check(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw ApiException.unauthorized(
                    "no token",
                    "send \"Authorization: Bearer TOKEN\"; the token is the one line" + " of " + file
                            + " on the controller's machine");
        }
        if (!MessageDigest.isEqual(
                expected, hash(authorization.substring(SCHEME.length()).strip()))) {
            throw ApiException.unauthorized(
                    "wrong token", "the token is the one line of " + file + " on the controller's machine");
        }
    }

    private static void create(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        byte[] secret = new byte[TOKEN_OCTETS];
        new SecureRandom().nextBytes(secret);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n";
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        // The name appears with the whole token behind it, or not at all.
        Path whole = Files.createTempFile(directory, "." + file.getFileName(), ".new", ownerOnly);
        try {
            Files.writeString(whole, token, StandardOpenOption.SYNC);
            Files.createLink(file, whole);
            LOG.info("REST token made: {}", file);
        } catch (FileAlreadyExistsException _) {
            LOG.debug("{}: made by somebody else meanwhile", file);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("every JDK has SHA-256", e));
        }
    }
}
