package io.github.dilm4j.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.SafetensorsFile;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/** Compares a real checkpoint with sentence-transformers (scripts/parity/sentence_embeddings.py). */
class SentenceEmbeddingParityTest {
    private static final Path EXPECTED = Path.of("src", "test", "resources", "sentence-embeddings");
    private static final double TOLERANCE = 1e-4;

    @Test
    void embeddingsAreThoseOfSentenceTransformers() {
        String named = System.getenv("DILM_MINILM");
        assumeTrue(named != null, "the project ships no weights: set DILM_MINILM to a folder of all-MiniLM-L6-v2");
        Path folder = Path.of(named);
        JsonNode texts = Json.read(EXPECTED.resolve("texts.json"), JsonNode.class);
        List<Example> examples = new ArrayList<>();
        texts.get("texts").forEach(text -> examples.add(new Example(List.of(text.asText()), 0)));
        try (ClassifierModel model = Classifiers.load(folder, 2, Device.CPU);
                Tokenizer tokenizer = Tokenizer.load(folder);
                PointerScope scope = new PointerScope()) {
            float[][] embeddings = new TransformerEncoder(
                            model,
                            tokenizer,
                            SentenceModules.of(folder).pooling(),
                            texts.get("maxTokens").asInt())
                    .embed(examples);
            float[][] expected = expected(embeddings.length, embeddings[0].length);
            for (int i = 0; i < expected.length; i++) {
                for (int j = 0; j < expected[i].length; j++) {
                    assertThat((double) embeddings[i][j]).as("text %d", i).isCloseTo(expected[i][j], within(TOLERANCE));
                }
            }
        }
    }

    private static float[][] expected(int texts, int width) {
        try (SafetensorsFile file = SafetensorsFile.open(EXPECTED.resolve("minilm.safetensors"))) {
            Tensor tensor = Tensors.zeros(ScalarType.Float, Device.CPU, texts, width);
            file.copyInto("embeddings", tensor);
            return Tensors.rows(tensor);
        }
    }
}
