package io.github.dilm4j.report;

import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.Results.Difference;
import io.github.dilm4j.run.Results.Scores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * DiLM against the best other method at one size. A difference counts as clear if the p-value, corrected for all
 * comparisons, is below 0.05; the correction is needed because the best other method is chosen by the tested scores.
 *
 * @param atChance whether no method is better than chance, so that a difference does not come from learning
 */
record Verdict(int dpc, Scores dilm, Optional<Scores> rival, Optional<Difference> difference, boolean atChance) {
    private static final double LEVEL = 0.05;

    private enum Outcome {
        CLEARLY_AHEAD("clearly ahead of the best other method", "clearly ahead of it"),
        CLEARLY_BEHIND("clearly behind the best other method", "clearly behind it"),
        AT_CHANCE("no better than chance, like every method,", "no better than chance, like every method,"),
        OPEN("too close to the best other method to call", "too close to it to call"),
        NOT_COMPARED("not yet compared with another method", "not yet compared");

        final String words;
        final String wordsAfterAnother;

        Outcome(String words, String wordsAfterAnother) {
            this.words = words;
            this.wordsAfterAnother = wordsAfterAnother;
        }
    }

    /** One per size at which DiLM was scored, ascending. */
    static List<Verdict> of(List<Scores> scores, List<Difference> differences, IntPredicate atChance) {
        return scores.stream()
                .filter(s -> s.method().equals(Results.DILM))
                .sorted(Comparator.comparingInt(Scores::dpc))
                .map(dilm -> of(dilm, scores, differences, atChance.test(dilm.dpc())))
                .toList();
    }

    private static Verdict of(Scores dilm, List<Scores> scores, List<Difference> differences, boolean atChance) {
        Optional<Scores> rival = scores.stream()
                .filter(s -> s.dpc() == dilm.dpc() && !s.method().equals(Results.DILM))
                .filter(s -> Double.isFinite(s.summary().mean()))
                .max(Comparator.comparingDouble(s -> s.summary().mean()));
        Optional<Difference> difference = rival.flatMap(best -> differences.stream()
                .filter(d -> d.dpc() == dilm.dpc() && d.method().equals(best.method()))
                .findFirst());
        return new Verdict(dilm.dpc(), dilm, rival, difference, atChance);
    }

    /** The scope of the tests, or empty if there are none. */
    static String scope(List<Difference> differences) {
        return differences.isEmpty()
                ? ""
                : "All sets of DiLM come from one generator of one run and are measured on one report split: the tests"
                        + " say nothing about another training, seed or split. P-values are corrected for "
                        + Words.counted(differences.size(), "comparison") + " by Holm’s method.";
    }

    /** A sentence about a run in which DiLM was scored. */
    static String sentence(List<Verdict> verdicts) {
        List<String> clauses = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
            List<String> sizes = verdicts.stream()
                    .filter(v -> v.outcome() == outcome)
                    .map(v -> Integer.toString(v.dpc()))
                    .toList();
            if (!sizes.isEmpty()) {
                String at = " at " + Words.list(sizes);
                String unit = sizes.equals(List.of("1")) ? " example per class" : " examples per class";
                clauses.add(clauses.isEmpty() ? outcome.words + at + unit : outcome.wordsAfterAnother + at);
            }
        }
        return "DiLM is " + Words.list(clauses) + ".";
    }

    /** The meaning of the difference, as one sentence without numbers. */
    String meaning() {
        String other = rival.map(r -> Words.method(r.method())).orElse("");
        return switch (outcome()) {
            case CLEARLY_AHEAD -> "DiLM is better on these sets; chance alone would hardly show this difference.";
            case CLEARLY_BEHIND -> other + " is better on these sets; chance alone would hardly show this difference.";
            case AT_CHANCE ->
                "No learner learned anything that the report split can show: always naming the same label scores as"
                        + " well.";
            case OPEN -> "Too close to call with this many sets.";
            case NOT_COMPARED ->
                rival.isEmpty()
                        ? "No other method was scored."
                        : "Not tested: a test needs a finished run, two or more sets of each method, and scores that"
                                + " differ.";
        };
    }

    String style() {
        return switch (outcome()) {
            case CLEARLY_AHEAD -> "ahead";
            case CLEARLY_BEHIND -> "behind";
            case AT_CHANCE, OPEN, NOT_COMPARED -> "open";
        };
    }

    private Outcome outcome() {
        if (atChance) {
            return Outcome.AT_CHANCE;
        }
        if (difference.isEmpty() || !Double.isFinite(difference.get().correctedPValue())) {
            return Outcome.NOT_COMPARED;
        }
        if (difference.get().correctedPValue() >= LEVEL) {
            return Outcome.OPEN;
        }
        return difference.get().comparison().difference() > 0 ? Outcome.CLEARLY_AHEAD : Outcome.CLEARLY_BEHIND;
    }
}
