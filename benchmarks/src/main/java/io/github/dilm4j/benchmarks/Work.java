package io.github.dilm4j.benchmarks;

import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.Precision;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.generator.CausalModels;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.LabelledTextFormat;
import io.github.dilm4j.generator.TransformerGenerator;
import io.github.dilm4j.learner.Classifiers;
import io.github.dilm4j.learner.LearnerSource;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.learner.TransformerLearner;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.List;

/**
 * A work folder of {@code reference/prepare.py}, and the models in it.
 *
 * @param generatorPrecision of the generator; learners are float32
 */
record Work(Path folder, Plan plan, Precision generatorPrecision) {
    static final int MATCHED_LABEL = 1;
    static final int LEARNER_TOKENS = 512;
    static final int GENERATOR_TOKENS = 128;
    /**
     * Texts written at once, like {@code sampling.batchSize}; the reference does not gain from more than its own
     * number.
     */
    static final int GENERATE_BATCH = 256;

    static final Device DEVICE = Device.CPU;
    static final Task TASK = new Task("texts", List.of("sentence"), "label", List.of("0", "1"), Metric.ACCURACY);

    static Work open(Path folder, Precision generatorPrecision) {
        return new Work(folder, Plan.read(folder), generatorPrecision);
    }

    List<Example> examples(String file) {
        return ExampleFiles.read(folder.resolve(file), TASK);
    }

    /** The repsets of a label, one after another. */
    List<Example> real(int label) {
        int perLabel = plan.realPerLabel() * plan.repsets();
        return examples("real.tsv").subList(label * perLabel, (label + 1) * perLabel);
    }

    ClassifierModel classifier(String name) {
        return Classifiers.load(folder.resolve(name), TASK.labelCount(), DEVICE);
    }

    /** @param name of the model's folder; the dropout is that of its config */
    TransformerLearner learner(String name) {
        return new TransformerLearner(classifier(name), learnerSettings());
    }

    /** @param name of the model's folder */
    LearnerSource learnerSource(String name) {
        return new LearnerSource(folder.resolve(name).toString(), TASK.labelCount(), learnerSettings(), DEVICE);
    }

    private TransformerLearner.Settings learnerSettings() {
        return new TransformerLearner.Settings(true, false, false, OptimizerKind.ADAMW, plan.weightDecay());
    }

    CausalModel causalModel() {
        return CausalModels.load(folder.resolve("generator"), 0, DEVICE);
    }

    /** The reference's spacing, so that both sides read the same tokens; the caller closes the tokenizer. */
    LabelledTextFormat format(Tokenizer tokenizer) {
        return new LabelledTextFormat(
                tokenizer, TASK.labelCount(), false, GENERATOR_TOKENS, LabelledTextFormat.Spacing.REFERENCE);
    }

    Tokenizer generatorTokenizer() {
        return Tokenizer.load(folder.resolve("generator"));
    }

    TransformerGenerator generator(CausalModel model, Tokenizer tokenizer) {
        TransformerGenerator.Settings usual = TransformerGenerator.Settings.usual();
        TransformerGenerator.Settings settings = new TransformerGenerator.Settings(
                usual.optimizer(), usual.weightDecay(), usual.dropout(), usual.average(), generatorPrecision);
        return new TransformerGenerator(model, format(tokenizer), settings);
    }

    GenerationOptions generation() {
        return new GenerationOptions(plan.topP(), 0, 1, 1, plan.maxTokens(), GENERATE_BATCH);
    }

    TokenBatch tokenised(List<Example> examples) {
        try (Tokenizer tokenizer = Tokenizer.load(folder.resolve("learner"))) {
            return TokenBatch.of(tokenizer, examples, LEARNER_TOKENS);
        }
    }
}
