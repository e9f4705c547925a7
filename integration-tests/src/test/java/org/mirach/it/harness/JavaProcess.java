package org.mirach.it.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Starts main classes of the project on the classes under test, in a process of their own.
 *
 * <p><b>Threads:</b> stateless; any.
 */
public final class JavaProcess {
    private JavaProcess() {}

    /** Whether a main class is there to be started. */
    public static boolean built(String main) {
        return JavaProcess.class.getClassLoader().getResource(main.replace('.', '/') + ".class") != null;
    }

    /** @param prefix words before the command, such as {@code ip netns exec NAME} */
    public static Process start(List<String> prefix, Path log, String main, List<String> arguments) {
        try {
            return new ProcessBuilder(command(prefix, main, arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The words that run it; the process that starts from them becomes the JVM, whatever the prefix. */
    public static List<String> command(List<String> prefix, String main, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(System.getProperty("mirach.jvm.flags").split(" ")));
        command.addAll(List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=" + Path.of(System.getProperty("mirach.root"), "conf", "logback.xml"),
                "-cp",
                classPath(),
                main));
        command.addAll(arguments);
        return command;
    }

    /** Surefire hides the real class path in a jar's manifest and tells it by this property. */
    private static String classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return String.join(
                File.pathSeparator,
                Arrays.stream(path.split(File.pathSeparator))
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .toList());
    }
}
