package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.LabelPrompt;
import io.github.dilm4j.experiment.TinyRun;
import io.github.dilm4j.generator.CausalModels;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.LabelledTextFormat;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.causal.CausalTransformer;
import io.github.dilm4j.model.gpt2.Gpt2Architecture;
import io.github.dilm4j.model.gpt2.Gpt2Config;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.BytePairTraining;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests how a run opens its generators. */
class ModelsTest {
    private static final int SPARE = 20; // rows of the token table for which the tokenizer has no token
    private static final GenerationOptions SAMPLING = new GenerationOptions(0.95, 0, 1, 1, 16, 8);

    @TempDir
    private Path folder;

    private Models models(String... overrides) {
        return new Models(TinyRun.context(folder, overrides));
    }

    private Models named(Path model, String... overrides) {
        String[] all = new String[overrides.length + 2];
        all[0] = "generator.create=";
        all[1] = "generator.model=" + model;
        System.arraycopy(overrides, 0, all, 2, overrides.length);
        return models(all);
    }

    private static Tokenizer plain() {
        return BytePairTraining.train(List.of(" a warm film", " a dull film"), 270);
    }

    /** Saves a model with random weights. */
    private static Path made(Path folder, Tokenizer tokenizer, int rows) {
        int end = tokenizer.specialTokens().eos().orElseThrow();
        try (CausalTransformer model =
                Gpt2Architecture.create(Gpt2Config.of(rows, new ModelShape(16, 1, 2, 32, 32), end), 3, Device.CPU)) {
            model.save(folder);
            tokenizer.save(folder);
        }
        return folder;
    }

    private Path withSpareRows() {
        try (Tokenizer tokenizer = plain()) {
            return made(folder.resolve("base"), tokenizer, tokenizer.size() + SPARE);
        }
    }

    /** The token vectors of a generator. */
    private record Vectors(float[][] rows, Tokenizer tokenizer) implements AutoCloseable {
        float[] of(String token) {
            return rows[tokenizer.id(token).orElseThrow()];
        }

        float[] end() {
            return rows[tokenizer.specialTokens().eos().orElseThrow()];
        }

        @Override
        public void close() {
            tokenizer.close();
        }
    }

    private Vectors opened(Models models) {
        Path saved = folder.resolve("saved");
        try (Generator generator = models.baseGenerator()) {
            generator.save(saved, SAMPLING);
        }
        try (CausalModel model = CausalModels.load(saved, 0, Device.CPU);
                PointerScope scope = new PointerScope()) {
            return new Vectors(Tensors.rows(model.tokenVectors()), Tokenizer.load(saved));
        }
    }

    @Test
    void newTokensStartAsTheEndTokenInSpareRowsToo() {
        try (Vectors vectors = opened(named(withSpareRows(), "generator.labelVectors=copied"))) {
            assertThat(List.of(vectors.of("<bos_0>"), vectors.of("<bos_1>"), vectors.of("<sep>")))
                    .allSatisfy(row -> assertThat(row).isEqualTo(vectors.end()));
            assertThat(vectors.rows()[vectors.tokenizer().size()]).isNotEqualTo(vectors.end()); // a row without a token
        }
    }

    @Test
    void tokensThatAGeneratorWasTrainedWithStayAsTheyAre() {
        float[] drawn;
        try (Vectors apart = opened(named(withSpareRows(), "generator.labelVectors=apart"))) {
            drawn = apart.of("<bos_1>");
            assertThat(drawn).isNotEqualTo(apart.end());
            assertThat(apart.of("<sep>")).isEqualTo(apart.end());
        }
        try (Vectors again = opened(named(folder.resolve("saved")))) {
            assertThat(again.of("<bos_1>")).isEqualTo(drawn);
        }
    }

    @Test
    void labelsOfAPretrainedModelStartAsTheirNamesAndAreNamedInAPrompt() {
        try (Models models = named(withSpareRows(), "task.labelNames=[dull, warm]");
                Vectors vectors = opened(models)) {
            float[] mean = new float[vectors.end().length];
            int[] name = vectors.tokenizer().encode(" warm");
            for (int token : name) {
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += vectors.rows()[token][i] / name.length;
                }
            }
            for (int i = 0; i < mean.length; i++) {
                assertThat(vectors.of("<bos_1>")[i]).isCloseTo(mean[i], within(1e-6f));
            }
            assertThat(vectors.of("<sep>")).isEqualTo(vectors.end());
        }
        assertThat(LabelPrompt.of(folder.resolve("saved")))
                .contains(new LabelPrompt("{label} text:", List.of("dull", "warm")));
    }

    @Test
    void aGeneratorThatKnowsItsLabelsKeepsThePromptItWasTrainedWith() {
        LabelPrompt own = new LabelPrompt("a {label} one:", List.of("negative", "positive"));
        assertThat(promptOf(withSpareRows(), "generator.prompt='a {label} one:'"))
                .contains(own);
        assertThat(promptOf(folder.resolve("saved"))).contains(own);
        assertThat(promptOf(withSpareRows(), "generator.prompt=none")).isEmpty();
        assertThat(promptOf(folder.resolve("saved"))).isEmpty();
    }

    private Optional<LabelPrompt> promptOf(Path base, String... overrides) {
        try (Models models = named(base, overrides);
                Vectors vectors = opened(models)) {
            return LabelPrompt.of(folder.resolve("saved"));
        }
    }

    @Test
    void aPromptComesOnTopOfTheTokensThatTheModelCanRead() {
        try (Models models = named(withSpareRows(), "generator.maxTokens=32")) {
            assertThatThrownBy(models::baseGenerator)
                    .isInstanceOf(InputException.class)
                    .hasMessage(folder.resolve("base")
                            + ": reads at most 32 tokens, generator.maxTokens, with a prompt of 15 tokens,"
                            + " is 47; lower it");
        }
    }

    @Test
    void tokensOfACreatedModelStartAsTheConfigSays() {
        try (Models copied = models("generator.labelVectors=copied");
                Models drawn = models();
                Tokenizer plain = plain();
                Tokenizer tokenizer = LabelledTextFormat.addTokens(plain, 2)) {
            made(copied.baseGeneratorFolder(), tokenizer, tokenizer.size());
            try (Vectors vectors = opened(copied)) {
                assertThat(List.of(vectors.of("<bos_0>"), vectors.of("<bos_1>"), vectors.of("<sep>")))
                        .allSatisfy(row -> assertThat(row).isEqualTo(vectors.end()));
            }
            try (Vectors vectors = opened(drawn)) {
                assertThat(List.of(vectors.of("<bos_0>"), vectors.of("<bos_1>"), vectors.of("<sep>")))
                        .noneSatisfy(row -> assertThat(row).isEqualTo(vectors.end()));
            }
        }
    }

    @Test
    void textsAreRankedByTheirOwnTokensHoweverTheyAreMatched() {
        List<Example> one = List.of(Example.of("a film", 0));
        List<Example> two = List.of(one.get(0), Example.of("a warm film , a dull film", 0));
        try (Models models = named(withSpareRows(), "matching.nll=paddedLength")) {
            try (Generator generator = models.baseGenerator()) {
                generator.save(new RunFolder(folder.resolve("run")).generatorBeforeMatching(), SAMPLING);
            }
            try (Generator generator = models.generator(
                    new RunFolder(folder.resolve("run")).generatorBeforeMatching(),
                    TinyRun.config(folder).matching().training())) {
                assertThat(Math.abs(generator.nll(one)[0] - generator.nll(two)[0]))
                        .isGreaterThan(0.1f);
            }
            try (Generator generator = models.ranking()) {
                assertThat(generator.nll(one)[0]).isCloseTo(generator.nll(two)[0], within(1e-4f));
            }
        }
    }

    @Test
    void theTokenizerIsClosedWithItsGenerator() {
        try (Models models = named(withSpareRows())) {
            Generator generator = models.baseGenerator();
            generator.close();
            assertThatThrownBy(() -> generator.encode(List.of(Example.of("a film", 0))))
                    .hasMessage("the tokenizer is closed");
        }
    }
}
