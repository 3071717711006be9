package io.github.dilm4j.spark;

import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.learner.Encoders;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Embeds texts, in pieces of some rows: texts [rows][1 or 2] become vectors [rows, hidden]. A text that is repeated in
 * a piece is embedded once.
 *
 * @param model the encoder's folder
 * @param maxTokens longer texts are cut
 */
record EmbeddingWork(String model, int maxTokens) implements Work<String[][], float[][]> {
    private static final int NO_LABELS = 2; // an encoder does not use them

    @Override
    public List<String> models() {
        return List.of(model);
    }

    @Override
    public Workbench<String[][], float[][]> open(UnaryOperator<Path> located) {
        FolderEncoder opened =
                Encoders.open(located.apply(Path.of(model)), NO_LABELS, maxTokens, Device.CPU, warning -> {});
        return Workbench.oneByOne(rows -> embed(opened.encoder(), rows), opened::close);
    }

    private static float[][] embed(Encoder encoder, String[][] rows) {
        List<Example> examples = new ArrayList<>();
        for (String[] texts : rows) {
            examples.add(new Example(List.of(texts), 0));
        }
        return new CachingEncoder(encoder).embed(examples);
    }
}
