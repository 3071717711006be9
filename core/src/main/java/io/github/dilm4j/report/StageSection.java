package io.github.dilm4j.report;

import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.Manifest.StageRecord;
import io.github.dilm4j.run.RunEvent.StageFinished;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The cost of each stage. */
record StageSection(List<Row> rows, String total, String peak) {
    private static final double BAR_WIDTH = 320;

    /** @param bar the stage's part of the whole time, drawn */
    record Row(String stage, String time, String bar, String memory, String state) {}

    static StageSection of(RunRecord run) {
        List<StageRecord> stages = stages(run);
        double total = stages.stream().mapToDouble(StageRecord::seconds).sum();
        long peak =
                stages.stream().mapToLong(StageRecord::peakMemoryBytes).max().orElse(0);
        return new StageSection(
                stages.stream().map(s -> row(s, total)).toList(), Words.seconds(total), Quantities.bytes(peak));
    }

    private static Row row(StageRecord stage, double total) {
        double share = total > 0 ? stage.seconds() / total : 0;
        String bar = Svg.open(BAR_WIDTH, 8, Words.fixed(100 * share, 0) + " % of the time")
                .empty("rect", "class", "share", "x", 0, "y", 0, "width", BAR_WIDTH * share, "height", 8, "rx", 2)
                .close();
        return new Row(
                Words.stage(stage.name()),
                Words.seconds(stage.seconds()),
                bar,
                Quantities.bytes(stage.peakMemoryBytes()),
                stage.finished() ? "" : "not finished");
    }

    private static List<StageRecord> stages(RunRecord run) {
        List<StageRecord> known = run.manifest().map(Manifest::stages).orElse(List.of());
        if (!known.isEmpty()) {
            return known;
        }
        Map<String, StageRecord> finished = new LinkedHashMap<>();
        run.all(StageFinished.class)
                .forEach(e ->
                        finished.put(e.stage(), new StageRecord(e.stage(), e.seconds(), e.peakMemoryBytes(), true)));
        return List.copyOf(finished.values());
    }
}
