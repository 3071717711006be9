package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.KCentersSelector;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.coreset.RidgeSetSelector;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.run.config.Method;
import java.util.Optional;

/** The selectors of a run; those that compare sets on the fit split read it once. */
final class SetSelectors {
    private final Data data;
    private final Encoder ofFit;
    private Optional<RidgeReference> reference = Optional.empty(); // made for the first selector that needs it

    /** @param ofFit the encoder that embeds the fit split */
    SetSelectors(Data data, Encoder ofFit) {
        this.data = data;
        this.ofFit = ofFit;
    }

    /** @param encoder embeds what is chosen from; the model of the fit split's */
    SetSelector of(Method method, Encoder encoder) {
        return method == Method.RIDGE
                ? new RidgeSetSelector(
                        encoder,
                        reference(),
                        SetSelector.perLabel(new KCentersSelector(encoder)),
                        RidgeSetSelector.Settings.USUAL)
                : SetSelector.perLabel(Settings.selector(method, encoder));
    }

    private RidgeReference reference() {
        if (reference.isEmpty()) {
            reference = Optional.of(
                    RidgeReference.of(data.splits().fit(), data.task().labelCount(), ofFit));
        }
        return reference.get();
    }
}
