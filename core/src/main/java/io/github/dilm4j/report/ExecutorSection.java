package io.github.dilm4j.report;

import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.run.RunEvent.PiecesDone;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The work and the cost of each executor of a cluster; empty for a run on one machine. */
record ExecutorSection(List<Row> rows) {
    record Row(String executor, String pieces, String time, String perPiece, String memory) {}

    static ExecutorSection of(RunRecord run) {
        Map<String, List<PiecesDone>> byExecutor = run.all(PiecesDone.class)
                .collect(Collectors.groupingBy(PiecesDone::executor, TreeMap::new, Collectors.toList()));
        return new ExecutorSection(byExecutor.entrySet().stream()
                .map(of -> row(of.getKey(), of.getValue()))
                .toList());
    }

    private static Row row(String executor, List<PiecesDone> done) {
        long pieces = done.stream().mapToLong(PiecesDone::pieces).sum();
        double seconds = done.stream().mapToDouble(PiecesDone::seconds).sum();
        long peak = done.stream().mapToLong(PiecesDone::peakMemoryBytes).max().orElse(0);
        return new Row(
                executor,
                Long.toString(pieces),
                Words.seconds(seconds),
                Words.seconds(seconds / pieces),
                Quantities.bytes(peak));
    }
}
