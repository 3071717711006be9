package io.github.dilm4j.learner;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.bert.BertClassifier;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.List;

/** The architectures that classify. */
public final class Classifiers {
    private static final List<String> KNOWN = List.of("bert");

    private Classifiers() {}

    /**
     * Opens a Hugging Face folder as a classifier for {@code labels} labels; a head that the folder lacks is new. The
     * caller closes it.
     *
     * @throws InputException if the folder is no model, of an unknown architecture, or damaged
     */
    public static ClassifierModel load(Path folder, int labels, Device device) {
        ModelFolder model = ModelFolder.open(folder);
        return switch (model.modelType()) {
            case "bert" -> BertClassifier.load(model, labels, device);
            default -> throw model.unknownArchitecture(KNOWN);
        };
    }
}
