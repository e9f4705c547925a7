package org.mirach.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
    @TempDir
    Path directory;

    @Test
    void everyCommandHasHelpWithExamples() {
        List<CommandLine> all = new ArrayList<>();
        collect(Main.commandLine(), all);
        assertThat(all).hasSizeGreaterThan(20);
        for (CommandLine command : all) {
            assertThat(command.getUsageMessage()).as(command.getCommandName()).contains("Examples:", "--help");
        }
    }

    @Test
    void unknownCommandIsAUsageErrorThatNamesTheNearOne() {
        Run run = Run.of("flo");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("Did you mean: mirach flow");
    }

    @Test
    void groupWithoutACommandSaysWhichThereAre() {
        assertThat(Run.of("flow")).satisfies(run -> {
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("say add, del or list");
        });
    }

    @Test
    void launchersOwnCommandPointsToTheLauncher() {
        Run run = Run.of("switch", "--config", "x.yaml");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("start it as: mirach switch");
    }

    @Test
    void pkiInitMakesAndThenKeeps() {
        Run first = Run.of("pki", "init", "--dir", directory.resolve("pki").toString(), "--name", "a.example");
        assertThat(first.code()).isZero();
        assertThat(first.out().lines()).hasSize(10).allMatch(line -> line.startsWith("made "));
        Run second = Run.of("pki", "init", "--dir", directory.resolve("pki").toString());
        assertThat(second.code()).isZero();
        assertThat(second.out()).contains("is complete");
    }

    @Test
    void pkiInitSaysWhatIsInTheWay() throws Exception {
        Files.writeString(directory.resolve("ca.key"), "not a key");
        Run run = Run.of("pki", "init", "--dir", directory.toString());
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("ca.pem is missing but its key is there");
    }

    @Test
    void completionKnowsEveryCommand() {
        String script = Run.of("completion").out();
        assertThat(script).contains("_picocli_mirach", "doctor", "switches", "--detach", "pki");
    }

    private static void collect(CommandLine command, List<CommandLine> all) {
        all.add(command);
        command.getSubcommands().values().forEach(sub -> collect(sub, all));
    }
}
