package io.github.dilm4j.generator;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.LabelPrompt;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Opens generators from Hugging Face folders. The caller closes what it opens. */
public final class Generators {
    private Generators() {}

    /**
     * The files of a generator.
     *
     * @param tokenizer knows the labels; closed by the generator
     * @param prompt precedes the label's token
     */
    public record Source(Path folder, Tokenizer tokenizer, Optional<LabelPrompt> prompt) {
        /** Whether the generator was trained on labels before. */
        public static Source trained(Path folder) {
            return new Source(folder, Tokenizer.load(folder), LabelPrompt.of(folder));
        }
    }

    /** Prepares a loaded model before it becomes a generator. */
    @FunctionalInterface
    public interface Preparation {
        /** Returns the format to use; may check or change the model. */
        LabelledTextFormat prepare(CausalModel model, LabelledTextFormat format);
    }

    /**
     * Opens a generator that a run trained, to write and to score texts.
     *
     * @param maxTokens longest text, label and end tokens included; the model's own limit, less the prompt, if that is
     *     lower
     * @param warnings receives what was left out or overridden when the folder was read, a sentence each
     * @throws InputException if the folder is not a generator of this task
     */
    public static Generator open(Path folder, Task task, int maxTokens, Device device, Consumer<String> warnings) {
        return open(
                Source.trained(folder),
                task,
                maxTokens,
                device,
                (model, format) -> {
                    format.tokenizer().warnings().forEach(warnings);
                    model.warnings().forEach(warnings);
                    return format.within(model.maxTokens());
                },
                TransformerGenerator.Settings.usual());
    }

    /** Opens a generator with given settings; closes model and tokenizer if that fails. */
    public static Generator open(
            Source source,
            Task task,
            int maxTokens,
            Device device,
            Preparation preparation,
            TransformerGenerator.Settings settings) {
        Tokenizer tokenizer = source.tokenizer();
        try {
            LabelledTextFormat format = new LabelledTextFormat(
                    tokenizer,
                    task.labelCount(),
                    task.textFields().size() == 2,
                    maxTokens,
                    LabelledTextFormat.Spacing.COMPACT,
                    source.prompt());
            return open(CausalModels.load(source.folder(), tokenizer, device), format, preparation, settings);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private static Generator open(
            CausalModel model,
            LabelledTextFormat format,
            Preparation preparation,
            TransformerGenerator.Settings settings) {
        try {
            return TransformerGenerator.withTokenizer(model, preparation.prepare(model, format), settings);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** Returns the number of labels that a generator's tokenizer has tokens for. */
    public static int labels(Path folder) {
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            return LabelledTextFormat.labels(tokenizer);
        }
    }
}
