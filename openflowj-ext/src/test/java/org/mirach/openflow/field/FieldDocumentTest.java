package org.mirach.openflow.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The table of fields in {@code docs/openflow.md} is that of {@link Field}. */
class FieldDocumentTest {
    private static final String HEADER = "| field | bits | OXM | NXM | mask | set | needs |";

    private static String row(Field field) {
        return "| %s | %d | %s | %s | %s | %s | %s |"
                .formatted(
                        String.join(", ", field.names()),
                        field.bits(),
                        id(field.oxmId()),
                        id(field.nxmId()),
                        field.maskable() ? "yes" : "no",
                        field.settable() ? "yes" : "no",
                        field.prerequisite() == Prerequisite.NONE
                                ? ""
                                : field.prerequisite()
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', ' '));
    }

    private static String id(int id) {
        if (id == FieldIds.NONE) {
            return "";
        }
        String experimenter = FieldIds.experimenter(id) ? "/%08x".formatted(FieldIds.experimenterOf(id)) : "";
        return "%04x%s:%d".formatted(id >>> 7 & 0xffff, experimenter, id & 0x7f);
    }

    @Test
    void theDocumentListsEveryField() throws IOException {
        Path document = Path.of(System.getProperty("mirach.root", ".."), "docs", "openflow.md");
        List<String> lines = Files.readAllLines(document);
        List<String> expected = IntStream.range(0, Field.count())
                .mapToObj(i -> row(Field.at(i)))
                .toList();
        int start = lines.indexOf(HEADER) + 2;
        List<String> found = lines.stream()
                .skip(start)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(String.join("\n", found)).isEqualTo(String.join("\n", expected));
    }
}
