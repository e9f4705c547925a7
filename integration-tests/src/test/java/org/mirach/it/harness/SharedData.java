package org.mirach.it.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Conformance data that lies beside the project: {@code -Dmirach.shared=DIR}, or {@code ../shared} of the project.
 *
 * <p><b>Threads:</b> stateless; any.
 */
public final class SharedData {
    private SharedData() {}

    /** A file of it; the test is skipped where there is none. */
    public static Path file(String name) {
        Path root = Path.of(System.getProperty("mirach.root", "."));
        String given = System.getProperty("mirach.shared", "");
        Path file = (given.isBlank() ? root.resolve("../shared") : Path.of(given))
                .resolve(name)
                .normalize();
        assumeTrue(Files.exists(file), "no conformance data: there is no " + file + "; -Dmirach.shared=DIR says where");
        return file;
    }
}
