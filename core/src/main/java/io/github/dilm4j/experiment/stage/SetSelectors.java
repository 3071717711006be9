package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.KCentersSelector;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.coreset.RidgeSetSelector;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.coreset.Teacher;
import io.github.dilm4j.coreset.TeacherFilter;
import io.github.dilm4j.run.config.Method;
import java.util.Optional;

/** The selectors of a run. The fit split is read once for those that compare sets on it, and once for the teacher. */
final class SetSelectors {
    private static final int FOLDS = 5;

    private final Data data;
    private final Encoder ofFit;
    private Optional<RidgeReference> reference = Optional.empty(); // made for the first selector that needs it
    private Optional<Teacher> teacher = Optional.empty(); // likewise

    /** @param ofFit the encoder that embeds the fit split */
    SetSelectors(Data data, Encoder ofFit) {
        this.data = data;
        this.ofFit = ofFit;
    }

    /** @param encoder embeds what is chosen from; the model of the fit split's */
    SetSelector of(Method method, Encoder encoder) {
        return switch (method) {
            case RIDGE ->
                new RidgeSetSelector(
                        encoder,
                        reference(),
                        SetSelector.perLabel(new KCentersSelector(encoder)),
                        RidgeSetSelector.Settings.USUAL);
            case EL2N, FORGETTING, MARGIN, GRADIENT_MATCHING -> Settings.probing(method, encoder);
            default -> SetSelector.perLabel(Settings.selector(method, encoder));
        };
    }

    /**
     * Has a teacher leave out candidates first.
     *
     * @param keep the share of candidates that stay; 1 for all, which needs no teacher
     * @param encoder as for {@link #of}
     */
    SetSelector filtered(double keep, Encoder encoder, SetSelector selector) {
        return keep == 1 ? selector : new TeacherFilter(teacher(), encoder, keep, selector);
    }

    private Teacher teacher() {
        if (teacher.isEmpty()) {
            teacher = Optional.of(Teacher.of(data.splits().fit(), data.task().labelCount(), FOLDS, ofFit));
        }
        return teacher.get();
    }

    private RidgeReference reference() {
        if (reference.isEmpty()) {
            reference = Optional.of(
                    RidgeReference.of(data.splits().fit(), data.task().labelCount(), ofFit));
        }
        return reference.get();
    }
}
