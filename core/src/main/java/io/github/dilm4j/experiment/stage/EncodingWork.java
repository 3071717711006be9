package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.learner.Encoders;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.learner.TransformerEncoder;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.TokenSequence;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Embeds batches of tokenised texts. A piece is some batches; its result is [batches][rows][hidden].
 *
 * @param model the encoder's folder
 * @param labels as in {@link Encoders#open}, as are the others
 */
record EncodingWork(String model, int labels, int maxTokens, Device device)
        implements Work<EncodingWork.Batches, float[][][]> {
    /**
     * Some batches.
     *
     * @param first the number of the first one
     * @param rows [batches][rows]
     */
    record Batches(int first, TokenSequence[][] rows) implements Serializable {}

    @Override
    public List<String> models() {
        return List.of(model);
    }

    @Override
    public Workbench<Batches, float[][][]> open(UnaryOperator<Path> located) {
        FolderEncoder opened = encoder(located, warning -> {});
        return bench(opened.encoder(), opened::close);
    }

    /** Opens the encoder; the caller closes it. */
    FolderEncoder encoder(UnaryOperator<Path> located, Consumer<String> warnings) {
        return Encoders.open(located.apply(Path.of(model)), labels, maxTokens, device, warnings);
    }

    private static Workbench<Batches, float[][][]> bench(TransformerEncoder encoder, Runnable end) {
        return Workbench.oneByOne(piece -> encoder.embedBatches(piece.rows()), end);
    }

    /** This work, which in this process uses an encoder that is open already. */
    Work<Batches, float[][][]> with(TransformerEncoder open) {
        return openedHereBy(located -> bench(open, () -> {}));
    }
}
