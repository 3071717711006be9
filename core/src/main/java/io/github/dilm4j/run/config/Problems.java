package io.github.dilm4j.run.config;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Collects all problems of a config, to report them together. */
final class Problems {
    private final List<String> sentences = new ArrayList<>();

    void add(String sentence) {
        sentences.add(Printable.value(sentence));
    }

    /** Adds the problems of another collection, except for keys that already have one. */
    void addAll(Problems others, Set<String> keys) {
        others.sentences.stream()
                .filter(sentence -> keys.stream()
                        .noneMatch(key -> sentence.startsWith(key + " ") || sentence.startsWith(key + ".")))
                .forEach(this::add);
    }

    void require(boolean holds, String key, String demand, Object got) {
        if (!holds) {
            add(key + " " + demand + ", got " + got);
        }
    }

    void positive(String key, double value) {
        require(value > 0 && Double.isFinite(value), key, "must be positive", number(value));
    }

    void notNegative(String key, double value) {
        require(value >= 0 && Double.isFinite(value), key, "must be 0 or more", number(value));
    }

    /** Requires a share above 0. */
    void part(String key, double value) {
        require(value > 0 && value <= 1, key, "must be above 0 and at most 1", number(value));
    }

    void share(String key, double value) {
        require(value >= 0 && value <= 1, key, "must lie between 0 and 1", number(value));
    }

    /** Requires that a product can be counted in 32 bits. */
    void product(String key, int value, String otherKey, int other) {
        long product = (long) value * other;
        require(
                product <= Integer.MAX_VALUE,
                key,
                "times " + otherKey + " must be at most " + Integer.MAX_VALUE,
                product);
    }

    void oneOf(String section, boolean model, boolean create) {
        require(model || create, section, "needs either 'model' or 'create'", "neither");
        require(!(model && create), section, "takes either 'model' or 'create'", "both");
    }

    /** Checks weight decay early: an optimizer without it would end the run at the first step of its stage. */
    void decays(String where, OptimizerKind optimizer, double weightDecay) {
        notNegative(where + ".weightDecay", weightDecay);
        require(
                optimizer != OptimizerKind.ADAM || weightDecay == 0,
                where + ".weightDecay",
                "must be 0 for the optimizer adam, which has none (adamw has)",
                number(weightDecay));
    }

    /** @throws InputException with a line for each problem, if there is any */
    void throwIfAny(Object place) {
        if (!sentences.isEmpty()) {
            throw InputException.atEach(place, sentences);
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
