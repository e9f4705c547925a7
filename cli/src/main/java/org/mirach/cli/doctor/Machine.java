package org.mirach.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files and tools of a machine. Immutable; tests look at a directory that pretends to be one.
 *
 * @param root {@code /}, or the directory that stands for it
 * @param path where tools are looked for, below {@code root}
 */
record Machine(Path root, List<String> path) {
    static Machine here() {
        return new Machine(
                Path.of("/"),
                Stream.concat(
                                Stream.of(
                                        System.getenv().getOrDefault("PATH", "").split(":")),
                                Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin"))
                        .filter(directory -> !directory.isEmpty())
                        .distinct()
                        .toList());
    }

    boolean exists(String file) {
        return Files.exists(at(file));
    }

    /** The text of a file, without white space around it; empty when it cannot be read. */
    Optional<String> text(String file) {
        try {
            return Optional.of(Files.readString(at(file)).strip());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** The line of a file that starts with {@code start}, without that start. */
    Optional<String> line(String file, String start) {
        return text(file)
                .flatMap(text -> text.lines()
                        .filter(line -> line.startsWith(start))
                        .map(line -> line.substring(start.length()).strip())
                        .findFirst());
    }

    /** The tool's file. */
    Optional<Path> tool(String name) {
        return path.stream()
                .map(directory -> at(directory).resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether a shared library of this name is in one of the usual directories. */
    Optional<Path> library(String name) {
        return Stream.of(
                        "usr/lib/x86_64-linux-gnu",
                        "usr/lib/aarch64-linux-gnu",
                        "usr/lib64",
                        "usr/lib",
                        "usr/local/lib",
                        "lib")
                .map(directory -> root.resolve(directory).resolve(name))
                .filter(Files::exists)
                .findFirst();
    }

    private Path at(String file) {
        return root.resolve(file.replaceFirst("^/+", ""));
    }
}
