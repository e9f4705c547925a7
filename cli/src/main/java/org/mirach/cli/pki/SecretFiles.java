package org.mirach.cli.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files only their owner may read: directories 0700, files 0600, never overwritten. Stateless; any thread. */
final class SecretFiles {
    private SecretFiles() {}

    /** Makes the directory with mode 0700, or tightens the one that is there. */
    static void makeDirectory(Path directory) {
        try {
            if (directory.getParent() != null) {
                Files.createDirectories(directory.getParent());
            }
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new PkiException(directory + ": cannot be made a directory of mode 0700: " + e, e);
        }
    }

    /**
     * Writes a new file of mode 0600 so that a crash leaves the whole file or none: a temporary one is linked to the
     * name, and a link, unlike a rename, refuses a name that is taken.
     */
    static void create(Path file, String text) {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            Files.deleteIfExists(temporary);
            Files.createFile(
                    temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, text, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
            Files.createLink(file, temporary);
            Files.delete(temporary);
        } catch (FileAlreadyExistsException e) {
            throw new PkiException(file + " appeared meanwhile; it was not overwritten, run the command again", e);
        } catch (IOException e) {
            throw new PkiException(file + ": cannot be written: " + e, e);
        }
    }
}
