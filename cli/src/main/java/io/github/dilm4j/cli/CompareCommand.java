package io.github.dilm4j.cli;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.report.ComparisonPage;
import io.github.dilm4j.report.RunComparison;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.statistics.Comparison;
import io.github.dilm4j.statistics.Summary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "compare",
        header = "Compares the scores of finished runs.",
        description = "Prints a table for every learner and size: a row a method, a column a run, mean ± standard"
                + " deviation (number of learners). In brackets, the 95 %% interval of the difference to the first run,"
                + " by Welch's test over the means of the sets.",
        footer = {"", "Example:", "  ./dilm compare runs/sst2-small runs/sst2-small-seed7 --csv both.csv"})
final class CompareCommand implements Callable<Integer> {
    @Parameters(arity = "2..*", paramLabel = "RUN", description = "Folders of finished runs.")
    private List<Path> runs = List.of();

    @Option(names = "--csv", paramLabel = "FILE", description = "Write all cells to a file too, a line each.")
    private Optional<Path> csv = Optional.empty();

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a report with charts of all runs to a file too.")
    private Optional<Path> html = Optional.empty();

    @Mixin
    private Outputs outputs;

    private final Console console;

    CompareCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        csv.ifPresent(file -> outputs.requireFile("--csv", file, Outputs.Input.of("RUN", runs)));
        html.ifPresent(file -> outputs.requireFile("--html", file, Outputs.Input.of("RUN", runs)));
        RunComparison comparison = RunComparison.of(runs);
        if (comparison.rows().isEmpty()) {
            throw new InputException(
                    "RUN: none of " + comparison.runs() + " has scores; give runs with evaluation.methods");
        }
        comparison.cautions().forEach(console::warn);
        for (int i = 0; i < runs.size(); i++) {
            console.result("[" + (i + 1) + "] " + runs.get(i));
        }
        Set<List<Object>> tables = new LinkedHashSet<>();
        comparison.rows().forEach(row -> tables.add(List.of(row.learner(), row.dpc())));
        for (List<Object> table : tables) {
            console.result("");
            ResultTable.aligned(table(comparison.rows().stream()
                            .filter(row ->
                                    List.<Object>of(row.learner(), row.dpc()).equals(table))
                            .toList()))
                    .forEach(console::result);
        }
        csv.ifPresent(file -> AtomicFiles.writeString(file, csv(comparison)));
        html.ifPresent(file -> AtomicFiles.writeString(file, ComparisonPage.of(comparison)));
        return Failures.OK;
    }

    private List<List<String>> table(List<RunComparison.Row> rows) {
        RunComparison.Row first = rows.get(0);
        List<List<String>> table = new ArrayList<>();
        List<String> header =
                new ArrayList<>(List.of((first.learner().equals(Results.LEARNER) ? "" : first.learner() + ", ") + "dpc "
                        + first.dpc() + ", %"));
        for (int i = 0; i < runs.size(); i++) {
            header.add("[" + (i + 1) + "]");
        }
        table.add(header);
        for (RunComparison.Row row : rows) {
            List<String> line = new ArrayList<>(List.of(row.method()));
            for (int i = 0; i < runs.size(); i++) {
                line.add(row.cells().get(i).map(CompareCommand::shown).orElse("–")
                        + row.toFirst(i).map(CompareCommand::shown).orElse(""));
            }
            table.add(line);
        }
        return table;
    }

    private static String shown(Results.Scores scores) {
        Summary summary = scores.summary();
        return Quantities.meanAndSd(summary.mean(), summary.sd(), summary.n());
    }

    private static String shown(Comparison difference) {
        return String.format(Locale.ROOT, " [%+.1f, %+.1f]", 100 * difference.low(), 100 * difference.high());
    }

    private static String csv(RunComparison comparison) {
        StringBuilder lines = new StringBuilder("run,learner,dpc,method,mean,sd,learners,difference,low,high,p\n");
        for (RunComparison.Row row : comparison.rows()) {
            for (int i = 0; i < comparison.runs().size(); i++) {
                Optional<Results.Scores> cell = row.cells().get(i);
                if (cell.isPresent()) {
                    Summary summary = cell.get().summary();
                    lines.append(quoted(comparison.runs().get(i)))
                            .append(',')
                            .append(quoted(row.learner()))
                            .append(',')
                            .append(row.dpc())
                            .append(',')
                            .append(quoted(row.method()))
                            .append(',')
                            .append(summary.mean())
                            .append(',')
                            .append(summary.sd())
                            .append(',')
                            .append(summary.n())
                            .append(row.toFirst(i)
                                    .map(to -> "," + to.difference() + "," + to.low() + "," + to.high() + ","
                                            + to.pValue())
                                    .orElse(",,,,"))
                            .append('\n');
                }
            }
        }
        return lines.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
