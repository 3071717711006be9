package io.github.dilm4j.report;

import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.Manifest.StageRecord;
import io.github.dilm4j.run.RunEvent.ModelAsked;
import io.github.dilm4j.run.RunEvent.StageFinished;
import io.github.dilm4j.served.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cost of each stage.
 *
 * @param energy an estimate in words; empty if the number of threads is not known, or the device is not the processor
 * @param asked what served models were asked
 */
record StageSection(List<Row> rows, String total, String peak, String energy, List<Asked> asked) {
    private static final double BAR_WIDTH = 320;
    private static final double WATTS_PER_THREAD = 10; // of a processor at work, with its share of the memory
    private static final double JOULES_PER_WATT_HOUR = 3600;

    /** @param usage in words */
    record Asked(String stage, String model, String usage) {}

    /** @param bar the stage's part of the whole time, drawn */
    record Row(String stage, String time, String bar, String memory, String state) {}

    static StageSection of(RunRecord run) {
        List<StageRecord> stages = stages(run);
        double total = stages.stream().mapToDouble(StageRecord::seconds).sum();
        long peak =
                stages.stream().mapToLong(StageRecord::peakMemoryBytes).max().orElse(0);
        return new StageSection(
                stages.stream().map(s -> row(s, total)).toList(),
                Words.seconds(total),
                Quantities.bytes(peak),
                run.manifest()
                        .map(Manifest::platform)
                        .filter(platform -> platform.device().equals("cpu"))
                        .map(platform -> energy(total, platform.threads()))
                        .orElse(""),
                run.all(ModelAsked.class).map(StageSection::asked).toList());
    }

    private static String energy(double seconds, int threads) {
        double wattHours = seconds * threads * WATTS_PER_THREAD / JOULES_PER_WATT_HOUR;
        return "Energy, roughly: " + Words.significant(wattHours) + " Wh, taken as " + Words.fixed(WATTS_PER_THREAD, 0)
                + " W for each of " + Words.counted(threads, "thread") + ".";
    }

    private static Asked asked(ModelAsked event) {
        Usage usage = new Usage(event.requests(), event.cached(), event.promptTokens(), event.completionTokens());
        return new Asked(Words.stage(event.stage()), event.model(), usage.sentence(event.cost()));
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
