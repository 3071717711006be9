package io.github.dilm4j.setup;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.SetScore;
import io.github.dilm4j.run.config.Method;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The best sets of one size, by their scores on the select split.
 *
 * @param written the best of DiLM's sets
 * @param chosen the best of the sets of real examples that a method chose; empty if the run has none
 * @param random the mean score of random real examples; NaN if the run has none
 */
public record Handover(int dpc, SetScore written, Optional<SetScore> chosen, double random) {
    private static final List<String> CHOOSING = Arrays.stream(Method.values())
            .filter(method -> !method.writes() && method != Method.RANDOM)
            .map(Method::label)
            .toList();
    private static final Pattern WRITTEN = Pattern.compile("distilled(-dpc\\d+)?\\.jsonl|coreset-dpc\\d+\\.jsonl");

    /**
     * The best sets of every size.
     *
     * @param scores of all sets, those of DiLM among them
     * @return by size, the smallest first
     */
    public static List<Handover> of(List<SetScore> scores) {
        return scores.stream()
                .map(SetScore::dpc)
                .distinct()
                .sorted()
                .map(dpc -> of(
                        dpc, scores.stream().filter(score -> score.dpc() == dpc).toList()))
                .toList();
    }

    private static Handover of(int dpc, List<SetScore> scores) {
        return new Handover(
                dpc,
                best(scores, List.of(Method.DILM.label()))
                        .orElseThrow(() -> new InputException(
                                "evaluation.methods: lacks dilm, so there is no distilled set; add it")),
                best(scores, CHOOSING),
                scores.stream()
                        .filter(score -> score.method().equals(Method.RANDOM.label()))
                        .mapToDouble(SetScore::score)
                        .average()
                        .orElse(Double.NaN));
    }

    private static Optional<SetScore> best(List<SetScore> scores, List<String> methods) {
        return scores.stream()
                .filter(score -> methods.contains(score.method()))
                .max(SetScore.BY_WORTH); // the first of equals
    }

    /** Whether random real examples score better than the written set. */
    public boolean worseThanRandom() {
        return written.score() < random;
    }

    /** The chosen real examples, if they score better than the written set. */
    public Optional<SetScore> betterChosen() {
        return chosen.filter(real -> real.score() > written.score());
    }

    /**
     * Puts copies of the sets into the run folder: {@code distilled-dpcN.jsonl} of each size, {@code distilled.jsonl}
     * of the largest, and {@code coreset-dpcN.jsonl} where chosen real examples score better.
     *
     * @param all as {@link #of} returns them
     * @return the file of the largest written set
     */
    public static Path write(Path folder, List<Handover> all) {
        RunFolder run = new RunFolder(folder);
        for (Handover each : all) {
            copy(run, each.written(), each.file(folder));
            each.betterChosen().ifPresent(real -> copy(run, real, each.coreset(folder)));
        }
        Path largest = folder.resolve("distilled.jsonl");
        copy(run, all.get(all.size() - 1).written(), largest);
        return largest;
    }

    /** Whether {@link #write} may write a file of this name. */
    static boolean writes(Path file) {
        return WRITTEN.matcher(file.getFileName().toString()).matches();
    }

    /** The file of the written set of this size. */
    public Path file(Path folder) {
        return folder.resolve("distilled-dpc" + dpc + ".jsonl");
    }

    private Path coreset(Path folder) {
        return folder.resolve("coreset-dpc" + dpc + ".jsonl");
    }

    private static void copy(RunFolder run, SetScore set, Path target) {
        Path source = run.distilled(set.method(), set.dpc(), set.set());
        AtomicFiles.write(target, beside -> {
            try {
                Files.copy(source, beside);
            } catch (IOException e) {
                throw new UncheckedIOException(source + ": cannot be copied (" + IoReason.of(e) + ")", e);
            }
        });
    }

    /** The sentences for the user about the sets; sets that are worse than random come first. */
    public static List<String> sentences(Path folder, List<Handover> all) {
        List<String> bad = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        for (Handover each : all) {
            if (each.worseThanRandom()) {
                bad.add("dpc " + each.dpc() + ": the written set is worse than random real rows (" + each.scores()
                        + "); do not use " + each.file(folder)
                        + each.betterChosen()
                                .map(real -> ", use " + each.coreset(folder) + ", real rows chosen by " + real.method())
                                .orElse(""));
            } else if (each.betterChosen().isPresent()) {
                rest.add("dpc " + each.dpc() + ": real rows chosen by "
                        + each.betterChosen().get().method() + " score better than the written set (" + each.scores()
                        + "); they are in " + each.coreset(folder) + ", the written set in " + each.file(folder));
            } else {
                rest.add("dpc " + each.dpc() + ": the written set is in " + each.file(folder) + " (" + each.scores()
                        + ")");
            }
        }
        bad.addAll(rest);
        return bad;
    }

    /** In per cent, on the select split. */
    private String scores() {
        StringBuilder scores = new StringBuilder("on the select split: written " + Quantities.percent(written.score()));
        chosen.ifPresent(real -> scores.append(", chosen ").append(Quantities.percent(real.score())));
        if (!Double.isNaN(random)) {
            scores.append(", random ").append(Quantities.percent(random));
        }
        return scores.append(" %").toString();
    }
}
