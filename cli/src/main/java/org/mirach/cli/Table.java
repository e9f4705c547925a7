package org.mirach.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Text in aligned columns for people: numbers to the right, everything else to the left, two spaces between.
 *
 * <p><b>Threads:</b> one.
 */
public final class Table {
    private final List<String> titles;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... titles) {
        this.titles = List.of(titles);
    }

    /** Adds a row; it has as many cells as there are titles. */
    public Table row(String... cells) {
        if (cells.length != titles.size()) {
            throw new IllegalArgumentException("row of " + cells.length + " cells in " + titles.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    /** The table with its titles, each line ended by a newline; only the titles when there are no rows. */
    public String text() {
        StringBuilder out = new StringBuilder();
        List<Integer> widths = new ArrayList<>();
        List<Boolean> numeric = new ArrayList<>();
        for (int column = 0; column < titles.size(); column++) {
            int index = column;
            widths.add(Math.max(
                    titles.get(index).length(),
                    rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0)));
            numeric.add(!rows.isEmpty()
                    && rows.stream().allMatch(row -> row.get(index).matches("(0|[1-9][0-9]*)(\\.[0-9]+)?s?|-|LOCAL")));
        }
        append(out, titles, widths, numeric);
        rows.forEach(row -> append(out, row, widths, numeric));
        return out.toString();
    }

    private static void append(StringBuilder out, List<String> cells, List<Integer> widths, List<Boolean> numeric) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String padding = " ".repeat(widths.get(column) - cells.get(column).length());
            line.append(column == 0 ? "" : "  ")
                    .append(numeric.get(column) ? padding + cells.get(column) : cells.get(column) + padding);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }
}
