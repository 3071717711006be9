package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.coreset.Teacher;
import io.github.dilm4j.coreset.TeacherFilter;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.run.config.Method;
import java.util.List;
import java.util.Optional;

/**
 * The selectors of a run. They embed the fit split once for the teacher and for the selectors that compare sets on it.
 */
final class SetSelectors {
    private static final int FOLDS = 5;

    private final List<Example> fit;
    private final int labels;
    private final Encoder ofFit;
    private final boolean teaches;
    private final Optional<Tangents> tangents;
    private Optional<Encoder> known = Optional.empty(); // the encoder of the tangents, with a memory
    private Optional<RidgeReference> reference = Optional.empty(); // made for the first selector that needs it
    private Optional<Teacher.WithReference> teacher = Optional.empty(); // made for the first filter

    /**
     * @param fit the fit split
     * @param labels their number
     * @param ofFit the encoder that embeds the fit split
     * @param teaches whether {@link #filtered} needs a teacher
     */
    SetSelectors(List<Example> fit, int labels, Encoder ofFit, boolean teaches) {
        this(fit, labels, ofFit, teaches, Optional.empty());
    }

    private SetSelectors(List<Example> fit, int labels, Encoder ofFit, boolean teaches, Optional<Tangents> tangents) {
        this.fit = fit;
        this.labels = labels;
        this.ofFit = ofFit;
        this.teaches = teaches;
        this.tangents = tangents;
    }

    /**
     * These selectors, except that {@link Method#RIDGE} compares sets by tangent features. They remember those of every
     * text.
     */
    SetSelectors with(Tangents some) {
        return new SetSelectors(fit, labels, ofFit, teaches, Optional.of(some));
    }

    /** @param encoder embeds the candidates; of the same model as the encoder of the fit split */
    SetSelector of(Method method, Encoder encoder) {
        if (method == Method.RIDGE && tangents.isPresent()) {
            return (pool, names, dpc, streams) -> Settings.ridge( // opens the learner only if a set is missing
                            tangents(), tangents.get().reference(), encoder)
                    .select(pool, names, dpc, streams);
        }
        return Settings.setSelector(method, encoder, this::reference);
    }

    /** The encoder of the tangent features. */
    Encoder tangents() {
        if (known.isEmpty()) {
            known = Optional.of(new CachingEncoder(tangents.orElseThrow().encoder()));
        }
        return known.get();
    }

    /**
     * Lets a teacher remove candidates first.
     *
     * @param keep the share of candidates that stay; 1 for all, which needs no teacher
     * @param encoder as for {@link #of}
     */
    SetSelector filtered(double keep, Encoder encoder, SetSelector selector) {
        return keep == 1 ? selector : new TeacherFilter(taught().teacher(), encoder, keep, selector);
    }

    private Teacher.WithReference taught() {
        if (teacher.isEmpty()) {
            teacher = Optional.of(Teacher.withReference(fit, labels, FOLDS, ofFit));
        }
        return teacher.get();
    }

    private RidgeReference reference() {
        if (teaches) {
            return taught().reference();
        }
        if (reference.isEmpty()) {
            reference = Optional.of(RidgeReference.of(fit, labels, ofFit));
        }
        return reference.get();
    }
}
