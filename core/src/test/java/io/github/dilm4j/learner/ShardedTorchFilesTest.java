package io.github.dilm4j.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model in three files of torch.save, made by src/test/python/sharded_torch_fixture.py from the fixture 'bert'. */
class ShardedTorchFilesTest {
    private static final Path MADE = Path.of("src", "test", "resources", "model", "sharded-bin");
    private static final String SECOND = "pytorch_model-00002-of-00003.bin";
    private static final String INDEX = "pytorch_model.bin.index.json";

    @TempDir
    private Path folder;

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> files = Files.list(MADE)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    private ClassifierModel load() {
        return Classifiers.load(folder, EncoderFixture.LABELS, Device.CPU);
    }

    @Test
    void allPartsMakeTheModel() {
        try (ClassifierModel whole = new EncoderFixture("bert").model();
                ClassifierModel parts = load()) {
            assertThat(Tensors.floats(parts.parameters().values()))
                    .containsExactly(Tensors.floats(whole.parameters().values()));
        }
    }

    @Test
    void aMissingPartIsNamed() throws IOException {
        Files.delete(folder.resolve(SECOND));
        assertSentence(INDEX, ": lists the file '" + SECOND + "', which is not there; copy or download it too");
    }

    @Test
    void aPartThatIsCutOffIsNamed() throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(SECOND));
        Files.write(folder.resolve(SECOND), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(this::load)
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(folder.resolve(SECOND) + ": is damaged, cut off, or of the format before");
    }

    @Test
    void aPartThatTheIndexForgetsLeavesWeightsMissing() throws IOException {
        Path index = folder.resolve(INDEX);
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(index.toFile());
        json.withObject("weight_map")
                .properties()
                .removeIf(weight -> weight.getValue().asText().equals(SECOND));
        Files.writeString(index, json.toString());
        assertThatThrownBy(this::load)
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(index + ": does not fit its config.json: it lacks bert.");
    }

    @Test
    void aPartTwiceUnderTwoNamesIsRefused() throws IOException {
        Files.copy(folder.resolve(SECOND), folder.resolve("copy.bin"));
        Path index = folder.resolve(INDEX);
        Files.writeString(index, Files.readString(index).replaceFirst(SECOND, "copy.bin"));
        assertThatThrownBy(this::load)
                .isInstanceOf(InputException.class)
                .hasMessageMatching("(?s).*: holds the weight 'bert\\..*' twice");
    }

    private void assertSentence(String file, String problem) {
        assertThatThrownBy(this::load).isInstanceOf(InputException.class).hasMessage(folder.resolve(file) + problem);
    }
}
