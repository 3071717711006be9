package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.LabelMoments;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.coreset.Teacher;
import io.github.dilm4j.coreset.TeacherFilter;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.piece.Watch;
import io.github.dilm4j.run.config.Method;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The selectors of a run. They embed the fit split once for the teacher and for the selectors that compare sets on it.
 */
final class SetSelectors {
    private final List<Example> fit;
    private final int labels;
    private final Encoder ofFit;
    private final boolean both;
    private final PieceRunner pieces;
    private final Watch watch;
    private final Optional<Tangents> tangents;
    private Optional<Encoder> known = Optional.empty(); // the encoder of the tangents, with a memory
    private Optional<RidgeReference> reference = Optional.empty(); // made for the first selector that needs it
    private Optional<Teacher> teacher = Optional.empty(); // made for the first filter

    /**
     * @param fit the fit split
     * @param labels their number
     * @param ofFit the encoder that embeds the fit split
     * @param both whether a teacher and a reference are needed, which are then made together
     * @param pieces sums for the teacher
     */
    SetSelectors(List<Example> fit, int labels, Encoder ofFit, boolean both, PieceRunner pieces, Watch watch) {
        this(fit, labels, ofFit, both, pieces, watch, Optional.empty());
    }

    private SetSelectors(
            List<Example> fit,
            int labels,
            Encoder ofFit,
            boolean both,
            PieceRunner pieces,
            Watch watch,
            Optional<Tangents> tangents) {
        this.fit = fit;
        this.labels = labels;
        this.ofFit = ofFit;
        this.both = both;
        this.pieces = pieces;
        this.watch = watch;
        this.tangents = tangents;
    }

    /**
     * These selectors, except that {@link Method#RIDGE} compares sets by tangent features. They remember those of every
     * text.
     */
    SetSelectors with(Tangents some) {
        return new SetSelectors(fit, labels, ofFit, both, pieces, watch, Optional.of(some));
    }

    /** @param encoder embeds the candidates; of the same model as the encoder of the fit split */
    SetSelector of(Method method, Encoder encoder) {
        if (method == Method.RIDGE && tangents.isPresent()) {
            return new OpenedAtFirstUse(
                    () -> Settings.ridge(tangents(), tangents.get().reference(), encoder));
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
        return keep == 1 ? selector : new TeacherFilter(teacher(), encoder, keep, selector);
    }

    private Teacher teacher() {
        if (teacher.isEmpty()) {
            List<LabelMoments> sums = FoldWork.sums(fit, labels, FoldWork.FOLDS + (both ? 1 : 0), ofFit, pieces, watch);
            teacher = Optional.of(Teacher.of(sums.subList(0, FoldWork.FOLDS), ofFit));
            if (both) {
                reference = Optional.of(RidgeReference.of(sums.get(FoldWork.ALL)));
            }
        }
        return teacher.get();
    }

    private RidgeReference reference() {
        if (both) {
            teacher();
        }
        if (reference.isEmpty()) {
            reference = Optional.of(RidgeReference.of(fit, labels, ofFit));
        }
        return reference.get();
    }

    /** A selector whose learner is not needed where no set is missing. */
    private static final class OpenedAtFirstUse implements SetSelector {
        private final Supplier<SetSelector> selector;

        OpenedAtFirstUse(Supplier<SetSelector> selector) {
            this.selector = selector;
        }

        @Override
        public List<Example> select(List<Example> pool, List<String> labels, int dpc, RandomStreams streams) {
            return selector.get().select(pool, labels, dpc, streams);
        }

        @Override
        public Supplier<List<Example>> begin(List<Example> pool, List<String> labels, int dpc, RandomStreams streams) {
            return selector.get().begin(pool, labels, dpc, streams);
        }
    }
}
