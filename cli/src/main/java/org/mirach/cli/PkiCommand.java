package org.mirach.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mirach.cli.pki.Pki;
import org.mirach.cli.pki.PkiException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mirach pki}: certificates for a lab or a first installation. */
@Command(
        name = "pki",
        description = "Makes keys and certificates.",
        subcommands = PkiCommand.Init.class,
        footer = {"", "Examples:", "  mirach pki init", "  mirach pki init --dir /etc/mirach/pki --name ctl1.example"})
public final class PkiCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say init");
    }

    /** {@code mirach pki init}. */
    @Command(
            name = "init",
            description =
                    "Makes an authority and certificates for switch, controller, rest and client (EC P-256, PKCS#8"
                            + " keys, mode 0600). What is there already is kept.",
            footer = {
                "",
                "Examples:",
                "  mirach pki init",
                "  mirach pki init --dir /etc/mirach/pki --name ctl1.example --name 10.0.0.5"
            })
    static final class Init implements Callable<Integer> {
        @Spec
        CommandSpec spec;

        @Option(names = "--dir", paramLabel = "DIR", description = "Where (default: MIRACH_STATE_DIR/pki).")
        Optional<Path> directory = Optional.empty();

        @Option(
                names = "--name",
                paramLabel = "NAME",
                description = "DNS name or address to certify besides localhost and this host's name; may be repeated.")
        List<String> names = List.of();

        @Override
        public Integer call() {
            Path where = directory.orElse(Directories.of(System.getenv()).pki());
            PrintWriter out = spec.commandLine().getOut();
            try {
                List<Path> made = new Pki(where, Instant.now()).init(names);
                made.forEach(file -> out.println("made " + file));
                if (made.isEmpty()) {
                    out.println("nothing to make: " + where + " is complete");
                }
                return ExitCode.OK;
            } catch (PkiException e) {
                throw CliException.failed(e.getMessage(), "");
            }
        }
    }
}
