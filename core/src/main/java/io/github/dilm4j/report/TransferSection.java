package io.github.dilm4j.report;

import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Results.Scores;
import java.util.List;

/**
 * The mean scores of every method's largest sets by every learner, so that one sees to which learners the sets transfer.
 *
 * @param rows by learner; none if there is only the learner that the sets were made with
 */
record TransferSection(int dpc, List<String> methods, List<Row> rows) {
    /** @param made whether the sets were made with this learner */
    record Row(String learner, boolean made, List<Cell> cells) {}

    /**
     * @param score per cent; empty if there is none
     * @param best whether it is the learner's highest
     */
    record Cell(String score, boolean best) {}

    static TransferSection of(RunRecord run) {
        int dpc = run.scores().stream().mapToInt(Scores::dpc).max().orElse(0);
        List<Scores> largest =
                run.scores().stream().filter(scores -> scores.dpc() == dpc).toList();
        List<String> methods = largest.stream().map(Scores::method).distinct().toList();
        List<String> learners = largest.stream().map(Scores::learner).distinct().toList();
        return new TransferSection(
                dpc,
                methods.stream().map(Words::method).toList(),
                learners.size() < 2
                        ? List.of()
                        : learners.stream()
                                .map(learner -> row(learner, methods, largest))
                                .toList());
    }

    private static Row row(String learner, List<String> methods, List<Scores> largest) {
        List<Scores> own = largest.stream()
                .filter(scores -> scores.learner().equals(learner))
                .toList();
        double highest = own.stream()
                .mapToDouble(scores -> scores.summary().mean())
                .max()
                .orElse(0);
        boolean made = learner.equals(Results.LEARNER);
        return new Row(
                made ? "Learner of the run" : learner,
                made,
                methods.stream()
                        .map(method -> own.stream()
                                .filter(scores -> scores.method().equals(method))
                                .findFirst()
                                .map(scores -> new Cell(
                                        Words.percent(scores.summary().mean()),
                                        scores.summary().mean() == highest))
                                .orElse(new Cell("", false)))
                        .toList());
    }
}
