package io.github.dilm4j.learner;

import java.nio.file.Path;

/** The warning about a model whose {@link io.github.dilm4j.model.ClassifierModel#untrainedPooler} is drawn again. */
public final class UntrainedPooler {
    private UntrainedPooler() {}

    /** @param remedy the setting that keeps its weights */
    public static String sentence(Path folder, String remedy) {
        return folder
                + ": its pooler was never trained (its bias is zero everywhere), so every learner draws a new one; "
                + remedy + " keeps its weights";
    }
}
