package io.github.dilm4j.benchmarks;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.distill.RealBatches;
import io.github.dilm4j.distill.RealDataTraining;
import io.github.dilm4j.generator.CausalModels;
import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.LabelledTextFormat;
import io.github.dilm4j.generator.NllPass;
import io.github.dilm4j.generator.TransformerGenerator;
import io.github.dilm4j.learner.Classifiers;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.learner.TransformerLearner;
import io.github.dilm4j.matching.GradientMatching;
import io.github.dilm4j.matching.HeadGradients;
import io.github.dilm4j.matching.MeanGradient;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.TrajectoryConfig;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;

/**
 * The gradients of matching for a run's generator, at the learners of one trajectory. The loss depends on the generator
 * through its coefficients alone, so a mean of gradients is one backward pass with the mean of the coefficients.
 */
final class TrajectoryGradients implements AutoCloseable {
    private static final int BATCHES = 4; // of synthetic texts per label
    private static final Device DEVICE = Device.CPU;

    private final ExperimentConfig config;
    private final Learner learner;
    private final Tokenizer learnerTokenizer;
    private final Tokenizer generatorTokenizer;
    private final Parameters parameters;
    private final TransformerGenerator generator;
    private final RealDataTraining training;
    private final GradientMatching objective;
    private final List<List<TokenBatch>> real = new ArrayList<>(); // [label][repset]
    private final List<List<List<Example>>> texts = new ArrayList<>(); // [label][batch]
    private final List<List<TokenBatch>> tokens = new ArrayList<>(); // of the texts
    private final float[][][] nll; // [label][batch][text]

    /** @param run its folder, with the language model trained and the repsets chosen */
    TrajectoryGradients(Path run, ExperimentConfig config, RandomStreams streams) {
        this.config = config;
        Task task = new Task(
                config.name(),
                config.task().textFields(),
                config.task().labelField(),
                config.task().labels(),
                config.task().metric());
        Path learnerFolder = config.learner().model().map(config::resolve).orElse(run.resolve("models/learner"));
        learnerTokenizer = Tokenizer.load(learnerFolder);
        learner = new TransformerLearner(
                Classifiers.load(learnerFolder, task.labelCount(), DEVICE), TransformerLearner.Settings.usual());
        generatorTokenizer = Tokenizer.load(run.resolve("generator-before-matching"));
        CausalModel model = CausalModels.load(run.resolve("generator-before-matching"), 0, DEVICE);
        parameters = model.parameters();
        LabelledTextFormat format = new LabelledTextFormat(
                generatorTokenizer,
                task.labelCount(),
                task.textFields().size() == 2,
                config.generator().maxTokens(),
                LabelledTextFormat.Spacing.COMPACT);
        generator = new TransformerGenerator(model, format, TransformerGenerator.Settings.usual());
        TrajectoryConfig settings = config.trajectories();
        training = new RealDataTraining(
                tokens(ExampleFiles.read(config.resolve(config.data().train()), task)),
                new RealDataTraining.Settings(
                        settings.positions(),
                        settings.stepsBetween(),
                        settings.batchSize(),
                        settings.examplesPerLabel(),
                        settings.learningRate(),
                        Decay.CONSTANT,
                        0,
                        settings.clip()),
                streams);
        objective = new GradientMatching(config.matching().temperature());
        nll = new float[task.labelCount()][BATCHES][];
        RealBatches repsets = Json.read(run.resolve("repsets.json"), RealBatches.class);
        for (int label = 0; label < task.labelCount(); label++) {
            real.add(repsets.byLabel().get(label).stream().map(this::tokens).toList());
            List<List<Example>> batches = new ArrayList<>();
            for (int batch = 0; batch < BATCHES; batch++) {
                batches.add(written(label, streams.seed("texts", label, batch)));
                nll[label][batch] = generator.nll(batches.get(batch));
            }
            texts.add(batches);
            tokens.add(batches.stream().map(this::tokens).toList());
        }
    }

    /**
     * [elements] each.
     *
     * @param whole the mean over all positions, repsets and batches, the labels added up
     * @param single of one position, one repset and one batch, as in a matching step
     */
    record Pair(float[] whole, float[] single) {}

    Pair of(int trajectory) {
        int positions = training.settings().positions();
        float[][][] whole = new float[real.size()][BATCHES][]; // coefficients
        float[][][] single = new float[real.size()][BATCHES][];
        for (int position = 0; position < positions; position++) {
            if (position == 0) {
                training.start(learner, trajectory);
            } else {
                training.advance(learner, trajectory, position);
            }
            for (int label = 0; label < real.size(); label++) {
                List<MeanGradient> repsets = real.get(label).stream()
                        .map(repset -> learner.headGradients(repset).mean())
                        .toList();
                for (int batch = 0; batch < BATCHES; batch++) {
                    HeadGradients synthetic =
                            learner.headGradients(tokens.get(label).get(batch));
                    for (int repset = 0; repset < repsets.size(); repset++) {
                        float[] coefficients = objective
                                .match(repsets.get(repset), synthetic, nll[label][batch])
                                .coefficients();
                        whole[label][batch] = sum(whole[label][batch], coefficients);
                        if (position == trajectory % positions
                                && repset == trajectory % repsets.size()
                                && batch == trajectory % BATCHES) {
                            single[label][batch] = coefficients;
                        }
                    }
                }
            }
        }
        return new Pair(gradient(whole), gradient(single));
    }

    /** @param coefficients [label][batch][text]; null for a batch without a share */
    private float[] gradient(float[][][] coefficients) {
        parameters.zeroGradients();
        for (int label = 0; label < coefficients.length; label++) {
            for (int batch = 0; batch < BATCHES; batch++) {
                if (coefficients[label][batch] != null) {
                    try (NllPass pass = generator.nllPass(texts.get(label).get(batch))) {
                        pass.backward(coefficients[label][batch]);
                    }
                }
            }
        }
        try (PointerScope scope = new PointerScope()) {
            return Tensors.floats(parameters.gradients());
        }
    }

    private List<Example> written(int label, long seed) {
        GenerationOptions options = new GenerationOptions(
                config.sampling().topP(),
                config.sampling().topK(),
                config.sampling().temperature(),
                config.sampling().repetitionPenalty(),
                config.sampling().guidance(),
                config.generator().maxTokens(),
                config.sampling().batchSize());
        return generator.generate(label, config.matching().training().batchSize(), options, seed).stream()
                .map(GeneratedText::example)
                .toList();
    }

    private TokenBatch tokens(List<Example> examples) {
        return TokenBatch.of(learnerTokenizer, examples, config.learner().maxTokens());
    }

    private static float[] sum(float[] before, float[] more) {
        if (before == null) {
            return more.clone();
        }
        for (int i = 0; i < more.length; i++) {
            before[i] += more[i];
        }
        return before;
    }

    @Override
    public void close() {
        generator.close();
        generatorTokenizer.close();
        learnerTokenizer.close();
        learner.close();
    }
}
