package io.github.dilm4j.report;

import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Results.Scores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The first screen below the finding: its share of the full-data score, the scores over the sizes, a few of the texts.
 *
 * @param share a sentence, empty if full data was not measured
 * @param curve a drawing, empty if there is no score
 */
record Opening(String share, String curve, List<Sample> samples) {
    private static final int SAMPLES = 3;

    private static final String NO_BREAK = "\u00a0"; // a line must not begin with a sign

    record Sample(String label, List<TextSection.Field> fields) {}

    static Opening of(RunRecord run) {
        List<Scores> scores = run.scores(Results.LEARNER);
        Optional<Results.FullData> full = run.results().flatMap(results -> results.fullData(Results.LEARNER));
        return new Opening(
                full.map(all -> share(run, all).replace(" %", NO_BREAK + "%")).orElse(""),
                scores.isEmpty() ? "" : curve(scores, full),
                samples(run));
    }

    private static String share(RunRecord run, Results.FullData full) {
        List<Scores> dilm = run.scores(Results.LEARNER).stream()
                .filter(scores -> scores.method().equals(Results.DILM))
                .sorted(Comparator.comparingInt(Scores::dpc))
                .toList();
        String all = "the score of all " + Words.count(full.examples()) + " training examples ("
                + Words.percent(full.summary().mean()) + " %)";
        if (dilm.isEmpty()) {
            return "Full data: " + all + ".";
        }
        List<String> shares = dilm.stream()
                .map(scores -> run.results().orElseThrow().shareOfFullData(scores))
                .map(Words::share)
                .toList();
        List<String> sizes =
                dilm.stream().map(scores -> Words.count(scores.dpc())).toList();
        return "It reaches " + Words.list(shares) + " of " + all + " at " + Words.list(sizes) + " per class.";
    }

    private static String curve(List<Scores> scores, Optional<Results.FullData> full) {
        List<Integer> sizes =
                scores.stream().map(Scores::dpc).distinct().sorted().toList();
        Map<String, Map<Integer, Scores>> methods = scores.stream()
                .sorted(Comparator.comparing((Scores each) -> !each.method().equals(Results.DILM)))
                .collect(Collectors.groupingBy(
                        Scores::method, LinkedHashMap::new, Collectors.toMap(Scores::dpc, each -> each)));
        List<SizeChart.Line> lines = new ArrayList<>();
        methods.forEach((method, bySize) -> lines.add(new SizeChart.Line(
                Words.method(method),
                sizes.stream()
                        .map(size -> Optional.ofNullable(bySize.get(size))
                                .map(SizeChart.Point::of)
                                .orElse(SizeChart.Point.NONE))
                        .toList(),
                method.equals(Results.DILM))));
        OptionalDouble reference = full.stream()
                .mapToDouble(all -> 100 * all.summary().mean())
                .filter(Double::isFinite)
                .findFirst();
        return new SizeChart("Scores of all methods over the examples per class", sizes, lines, reference, "Full data")
                .svg();
    }

    /** Texts of the largest set of DiLM, one label after the other. */
    private static List<Sample> samples(RunRecord run) {
        Optional<DistilledSet> largest = run.sets().stream()
                .filter(set -> set.method().equals(Results.DILM) && set.set() == 0)
                .max(Comparator.comparingInt(DistilledSet::dpc));
        Map<String, List<Sample>> byLabel = largest.stream()
                .flatMap(set -> set.rows().stream())
                .map(row -> new Sample(TextSection.label(row, run), TextSection.fields(row, run)))
                .collect(Collectors.groupingBy(Sample::label, LinkedHashMap::new, Collectors.toList()));
        return Stream.iterate(0, turn -> turn < SAMPLES, turn -> turn + 1)
                .flatMap(turn -> byLabel.values().stream()
                        .filter(ofLabel -> ofLabel.size() > turn)
                        .map(ofLabel -> ofLabel.get(turn)))
                .limit(SAMPLES)
                .toList();
    }
}
