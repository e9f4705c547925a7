package org.mirach.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.AutoComplete;

/** Writes the completion script into a file; the build puts it into the distribution. Stateless. */
final class CompletionFile {
    private CompletionFile() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Files.createDirectories(file.getParent());
        Files.writeString(file, AutoComplete.bash("mirach", Main.commandLine()));
    }
}
