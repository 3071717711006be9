package io.github.dilm4j.generator;

import static io.github.dilm4j.generator.TinyGenerator.EXAMPLES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.KeyValueCache;
import io.github.dilm4j.model.Pass;
import io.github.dilm4j.model.SharedPrefix;
import io.github.dilm4j.nn.PackedBatch;
import io.github.dilm4j.nn.Parameter;
import io.github.dilm4j.nn.Parameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NllMicroBatchTest {
    private static final float[] COEFFICIENTS = {0.5f, -0.25f, 0.125f, -0.5f, 0.125f};

    /** A model that records the number of texts in each pass that keeps its graph. */
    private record RecordedModel(CausalModel model, List<Integer> graphRows) implements CausalModel {
        @Override
        public Tensor hiddenStates(PackedBatch batch, Pass pass) {
            Tensor hidden = model.hiddenStates(batch, pass);
            if (hidden.requires_grad()) {
                graphRows.add(batch.packing().rows());
            }
            return hidden;
        }

        @Override
        public Parameters parameters() {
            return model.parameters();
        }

        @Override
        public List<String> warnings() {
            return model.warnings();
        }

        @Override
        public int vocabularySize() {
            return model.vocabularySize();
        }

        @Override
        public int maxTokens() {
            return model.maxTokens();
        }

        @Override
        public void copyToken(int id, int[] into) {
            model.copyToken(id, into);
        }

        @Override
        public Tensor logits(Tensor hidden) {
            return model.logits(hidden);
        }

        @Override
        public Optional<Parameter> outputRows() {
            return model.outputRows();
        }

        @Override
        public Tensor tokenVectors() {
            return model.tokenVectors();
        }

        @Override
        public KeyValueCache cache(int rows, int capacity) {
            return model.cache(rows, capacity);
        }

        @Override
        public Tensor decode(Tensor ids, KeyValueCache cache) {
            return model.decode(ids, cache);
        }

        @Override
        public SharedPrefix prefix(Tensor ids) {
            return model.prefix(ids);
        }

        @Override
        public Tensor hiddenStatesAfter(SharedPrefix prefix, PackedBatch batch) {
            return model.hiddenStatesAfter(prefix, batch);
        }

        @Override
        public void save(Path folder) {
            model.save(folder);
        }

        @Override
        public void close() {
            model.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, OWN_TOKENS", "2, OWN_TOKENS", "3, PADDED_LENGTH", "100, OWN_TOKENS"})
    void microBatchesGiveTheGradientOfTheWhole(int microBatch, NllAverage average) {
        try (TinyGenerator tiny = TinyGenerator.of(false, TinyGenerator.settings(OptimizerKind.ADAMW, false, average));
                PointerScope scope = new PointerScope()) {
            RecordedModel model = new RecordedModel(tiny.model, new ArrayList<>());
            Generator generator = new TransformerGenerator(
                    model, tiny.format, TinyGenerator.settings(OptimizerKind.ADAMW, false, average));
            Tensor whole = gradient(generator, model, 0);
            assertThat(model.graphRows()).containsExactly(EXAMPLES.size());
            Tensor micro = gradient(generator, model, microBatch);
            assertThat(model.graphRows()).allMatch(rows -> rows <= microBatch);
            assertThat(model.graphRows().stream().mapToInt(Integer::intValue).sum())
                    .isEqualTo(EXAMPLES.size());
            assertThat(micro.sub(whole).norm().item_double())
                    .isLessThan(1e-6 * whole.norm().item_double());
        }
    }

    private static Tensor gradient(Generator generator, RecordedModel model, int microBatch) {
        float[] expected = generator.nll(EXAMPLES);
        model.graphRows().clear();
        try (NllPass pass = generator.nllPass(EXAMPLES, microBatch)) {
            // micro-batches keep no graph until the coefficients are known
            assertThat(model.graphRows()).hasSize(microBatch == 0 ? 1 : 0);
            for (int i = 0; i < expected.length; i++) {
                assertThat(pass.nll()[i]).isCloseTo(expected[i], within(1e-5f));
            }
            assertThatThrownBy(() -> pass.backward(new float[2])).hasMessage("there are 5 texts but 2 coefficients");
            pass.backward(COEFFICIENTS);
        }
        Tensor gradient = model.parameters().gradients().clone(); // [elements]
        model.parameters().zeroGradients();
        return gradient;
    }
}
