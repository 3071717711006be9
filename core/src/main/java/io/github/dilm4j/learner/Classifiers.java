package io.github.dilm4j.learner;

import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.encoder.EncoderClassifier;
import io.github.dilm4j.model.registry.EncoderArchitectures;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;

/** Opens classifiers of every architecture. */
public final class Classifiers {
    private Classifiers() {}

    /**
     * Opens a Hugging Face folder as a classifier for {@code labels} labels; a missing head is created. The
     * caller closes it.
     *
     * @throws io.github.dilm4j.base.InputException if the folder is not a model, of an unknown architecture, or damaged
     */
    public static ClassifierModel load(Path folder, int labels, Device device) {
        return EncoderClassifier.load(folder, EncoderArchitectures.of(ModelFolder.open(folder)), labels, device);
    }
}
