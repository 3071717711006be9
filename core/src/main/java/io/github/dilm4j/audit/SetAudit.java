package io.github.dilm4j.audit;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A set of texts against the real ones that it was made from, row by row.
 *
 * @param rows in the order of the set
 * @param variety of the set
 * @param realVariety of as many real examples, drawn at random; mean of several draws
 * @param knownWords share of the set's different words that the real texts have too, in [0, 1]
 */
public record SetAudit(List<Row> rows, Variety variety, Variety realVariety, double knownWords) {
    private static final int DRAWS = 10;
    private static final double MOSTLY = 0.9;
    private static final Pattern ENDED = Pattern.compile("(?s).*[.!?…。！？\"'”’»)\\]]");

    public SetAudit {
        rows = List.copyOf(rows);
    }

    /** Possible faults of a text, other than being a copy. */
    public enum Flag {
        /** It has the words of an earlier text of the set. */
        REPEATED,
        /** It has no word. */
        EMPTY,
        /** It lacks the final punctuation that real texts have. */
        CUT,
        /** The teacher gives it another label. */
        LABEL
    }

    /**
     * @param copy what it repeats of the real texts
     * @param teacher the label that a teacher gives it; empty without a teacher
     */
    public record Row(Example example, Optional<CopyFinder.Copy> copy, Set<Flag> flags, Optional<Integer> teacher) {
        public Row {
            flags = Set.copyOf(flags);
        }

        /** Whether nothing was found. */
        public boolean isSound() {
            return copy.isEmpty() && flags.isEmpty();
        }

        /** Whether it is a copy, or repeats a text of the set. */
        public boolean isCopy() {
            return copy.isPresent() || flags.contains(Flag.REPEATED);
        }
    }

    /**
     * @param words of a text, mean
     * @param distinct1 of all words, the share that are different
     * @param distinct2 of all pairs of neighbouring words, the share that are different
     * @param vocabulary different words
     */
    public record Variety(double words, double distinct1, double distinct2, double vocabulary) {
        private static Variety of(List<Example> examples) {
            List<String> words = examples.stream().flatMap(SetAudit::words).toList();
            long different = words.stream().distinct().count();
            return new Variety(
                    (double) words.size() / Math.max(1, examples.size()),
                    words.isEmpty() ? 1 : (double) different / words.size(),
                    TrainingTexts.distinct2(examples),
                    different);
        }

        private static Variety mean(List<Variety> all) {
            return new Variety(
                    all.stream().mapToDouble(Variety::words).average().orElseThrow(),
                    all.stream().mapToDouble(Variety::distinct1).average().orElseThrow(),
                    all.stream().mapToDouble(Variety::distinct2).average().orElseThrow(),
                    all.stream().mapToDouble(Variety::vocabulary).average().orElseThrow());
        }
    }

    /**
     * Audits a set.
     *
     * @param teacher the label that a teacher gives each example of the set; empty for no teacher
     * @param random draws real examples to compare the variety with
     * @throws IllegalArgumentException if the set or the real examples are empty
     */
    public static SetAudit of(List<Example> set, List<Example> real, List<Integer> teacher, RandomStreams random) {
        if (set.isEmpty() || real.isEmpty()) {
            throw new IllegalArgumentException("no examples");
        }
        List<Optional<CopyFinder.Copy>> copies = CopyFinder.copies(set, real);
        boolean marksEnds = share(real, SetAudit::isEnded) >= MOSTLY;
        Set<List<List<String>>> seen = new HashSet<>();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            Example example = set.get(i);
            Set<Flag> flags = new HashSet<>();
            List<List<String>> words =
                    example.texts().stream().map(NearestTexts::words).toList();
            if (!seen.add(words)) {
                flags.add(Flag.REPEATED);
            }
            if (words.stream().anyMatch(List::isEmpty)) {
                flags.add(Flag.EMPTY);
            }
            if (marksEnds && !isEnded(example)) {
                flags.add(Flag.CUT);
            }
            Optional<Integer> given = teacher.isEmpty() ? Optional.empty() : Optional.of(teacher.get(i));
            if (given.isPresent() && given.get() != example.label()) {
                flags.add(Flag.LABEL);
            }
            rows.add(new Row(example, copies.get(i), flags, given));
        }
        return new SetAudit(rows, Variety.of(set), ofReal(set.size(), real, random), knownWords(set, real));
    }

    private static Variety ofReal(int size, List<Example> real, RandomStreams random) {
        return Variety.mean(IntStream.range(0, DRAWS)
                .mapToObj(draw -> Variety.of(RandomStreams.sample(real, size, random.stream("audit", draw))))
                .toList());
    }

    private static double knownWords(List<Example> set, List<Example> real) {
        Set<String> words = new HashSet<>(set.stream().flatMap(SetAudit::words).toList());
        int all = words.size();
        real.stream().flatMap(SetAudit::words).forEach(words::remove);
        return all == 0 ? 1 : 1 - (double) words.size() / all;
    }

    private static Stream<String> words(Example example) {
        return example.texts().stream().flatMap(text -> NearestTexts.words(text).stream());
    }

    private static boolean isEnded(Example example) {
        return example.texts().stream().allMatch(text -> ENDED.matcher(text).matches());
    }

    private static double share(List<Example> examples, java.util.function.Predicate<Example> having) {
        return (double) examples.stream().filter(having).count() / examples.size();
    }

    /** How many rows have a flag. */
    public long count(Flag flag) {
        return rows.stream().filter(row -> row.flags().contains(flag)).count();
    }

    /** How many rows are copies of a kind. */
    public long count(CopyFinder.Kind kind) {
        return rows.stream()
                .filter(row -> row.copy().filter(copy -> copy.kind() == kind).isPresent())
                .count();
    }

    /** {@code near copy}, {@code label}. */
    public static String word(Enum<?> finding) {
        return finding.name().toLowerCase(Locale.ROOT);
    }
}
