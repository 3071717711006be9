package io.github.dilm4j.distill;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.generator.GeneratedText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The usable generated texts, and the counts of the others by reason. */
record TextFilter(List<Example> kept, TextCounts counts) {
    private static final double LEAST_USABLE = 0.5; // of the texts written
    private static final double LEAST_DIFFERENT = 0.1; // of the usable texts

    /** @param distinct whether repeated texts are dropped */
    static TextFilter of(List<GeneratedText> texts, boolean distinct) {
        List<Example> kept = new ArrayList<>();
        Set<List<String>> seen = new HashSet<>();
        int empty = 0;
        int cutOff = 0;
        int identicalPairs = 0;
        int duplicates = 0;
        for (GeneratedText text : texts) {
            switch (text.outcome()) {
                case EMPTY -> empty++;
                case CUT_OFF, NO_SEPARATOR -> cutOff++;
                case IDENTICAL_PAIR -> identicalPairs++;
                case COMPLETE -> {
                    if (distinct && !seen.add(text.example().texts())) {
                        duplicates++;
                    } else {
                        kept.add(text.example());
                    }
                }
            }
        }
        return new TextFilter(
                List.copyOf(kept),
                new TextCounts(texts.size(), kept.size(), empty, cutOff, identicalPairs, duplicates));
    }

    /** Warns of the {@link #complaint}, if there is one, with a remedy. */
    void warn(int label, Observer observer, String remedy) {
        complaint().ifPresent(sentence -> observer.warning(label, sentence + "; " + remedy));
    }

    /** A sentence about the generator's fault, if too few of its texts are usable or different. */
    Optional<String> complaint() {
        if (kept.size() < LEAST_USABLE * counts.written()) {
            return Optional.of("of " + counts.written() + " generated texts only " + kept.size() + " are usable ("
                    + counts.losses() + ")");
        }
        int different = Example.distinctTexts(kept);
        return different < LEAST_DIFFERENT * kept.size()
                ? Optional.of("the generator repeats itself: of " + kept.size() + " usable texts only " + different
                        + " are different")
                : Optional.empty();
    }
}
