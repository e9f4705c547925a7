package org.mirach.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tools of a machine. Immutable; tests look at a directory that pretends to be one.
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

    /** The tool's file. */
    Optional<Path> tool(String name) {
        return path.stream()
                .map(directory -> at(directory).resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Path at(String file) {
        return root.resolve(file.replaceFirst("^/+", ""));
    }
}
