package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {
    @TempDir
    private Path folder;

    @Test
    void allThatAModelIsMadeOfIsInTheManifest() throws IOException {
        List<String> read = List.of(
                "1_Pooling/config.json",
                "config.json",
                "model.safetensors",
                "pytorch_model.bin",
                "spm.model",
                "tokenizer.json",
                "vocab.txt");
        Files.createDirectories(folder.resolve("1_Pooling"));
        for (String name : read) {
            Files.writeString(folder.resolve(name), "content of " + name);
        }
        Files.writeString(folder.resolve("README.md"), "not read");
        assertThat(Provenance.checksums(folder).keySet()).containsExactlyElementsOf(read);
        assertThat(Provenance.checksums(folder)).containsEntry("spm.model", Sha256.of("content of spm.model"));
    }
}
