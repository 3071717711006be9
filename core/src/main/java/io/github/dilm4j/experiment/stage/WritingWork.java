package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.data.Task;
import io.github.dilm4j.distill.TextPiece;
import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.TransformerGenerator;
import io.github.dilm4j.piece.Work;
import io.github.dilm4j.piece.Workbench;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Writes texts of one generator, one piece for each label and range of a stream.
 *
 * @param model the generator's folder
 * @param maxTokens longest text, label and end tokens included
 */
record WritingWork(
        String model,
        Task task,
        int maxTokens,
        Device device,
        TransformerGenerator.Settings settings,
        GenerationOptions options)
        implements Work<TextPiece, GeneratedText[]> {
    @Override
    public List<String> models() {
        return List.of(model);
    }

    @Override
    public Workbench<TextPiece, GeneratedText[]> open(UnaryOperator<Path> located) {
        Generator generator = Models.trainedGenerator(located.apply(Path.of(model)), task, maxTokens, device, settings);
        return Workbench.oneByOne(
                piece -> piece.write(generator, options).toArray(new GeneratedText[0]), generator::close);
    }
}
