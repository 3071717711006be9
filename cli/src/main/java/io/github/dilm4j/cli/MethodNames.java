package io.github.dilm4j.cli;

import io.github.dilm4j.run.config.Method;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Predicate;

/** The names of methods, for help and completion. */
abstract class MethodNames implements Iterable<String> {
    private final Predicate<Method> condition;

    private MethodNames(Predicate<Method> condition) {
        this.condition = condition;
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(Method.values())
                .filter(condition)
                .map(Method::label)
                .iterator();
    }

    /** Methods that choose among real examples. */
    static final class OfRealExamples extends MethodNames {
        OfRealExamples() {
            super(method -> !method.writes());
        }
    }

    /** Methods that choose among any texts of a label. */
    static final class OfTexts extends MethodNames {
        OfTexts() {
            super(method -> method.perLabel() || method == Method.LIKELIHOOD);
        }
    }
}
