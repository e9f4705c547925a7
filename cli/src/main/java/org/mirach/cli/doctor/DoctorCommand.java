package org.mirach.cli.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mirach.cli.ExitCode;
import org.mirach.cli.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mirach doctor}. */
@Command(
        name = "doctor",
        description =
                "Says what this machine offers: kernel, XDP for each device, tools. Each line is ok, warn or fail, with"
                        + " the mend. Ends with 1 if anything fails.",
        footer = {"", "Examples:", "  mirach doctor", "  mirach doctor -o json"})
public final class DoctorCommand implements Callable<Integer> {
    enum Format {
        TABLE,
        JSON
    }

    @Spec
    CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "What to print: table or json (default: ${DEFAULT-VALUE}).")
    Format format;

    @Override
    public Integer call() throws JsonProcessingException {
        Machine machine = Machine.here();
        List<Finding> findings = new ArrayList<>(MachineProbe.run());
        findings.add(user());
        findings.addAll(ToolChecks.of(machine, Boolean.getBoolean("mirach.sourceTree")));
        PrintWriter out = spec.commandLine().getOut();
        out.print(format == Format.JSON ? json(findings) : text(findings));
        out.flush();
        boolean isWell = findings.stream().noneMatch(finding -> finding.level() == Finding.Level.FAIL);
        return isWell ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Finding user() {
        String name = System.getProperty("user.name");
        return "root".equals(name)
                ? Finding.ok("user", "root")
                : Finding.warn("user", name + ": namespaces, XDP and packet sockets are root's", "sudo mirach ...");
    }

    static String text(List<Finding> findings) {
        Table table = new Table("", "WHAT", "FOUND", "MEND");
        findings.forEach(finding -> table.row(
                finding.level().name().toLowerCase(Locale.ROOT), finding.what(), finding.found(), finding.mend()));
        return table.text();
    }

    static String json(List<Finding> findings) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        var array = mapper.createArrayNode();
        findings.forEach(finding -> array.addObject()
                .put("level", finding.level().name().toLowerCase(Locale.ROOT))
                .put("what", finding.what())
                .put("found", finding.found())
                .put("mend", finding.mend()));
        return mapper.writerWithDefaultPrettyPrinter()
                        .writeValueAsString(mapper.createObjectNode().set("findings", array))
                + "\n";
    }
}
