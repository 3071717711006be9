package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.base.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelArchivesTest {
    @TempDir
    Path folder;

    @Test
    void aModelIsPackedAgainOnlyWhenAFileHasChanged() throws IOException {
        List<Path> packed = new ArrayList<>();
        ModelArchives archives = new ModelArchives(true, model -> {
            packed.add(model);
            return "archive " + packed.size();
        });
        String model = folder.resolve("model").toString();
        Path weights =
                Files.createDirectories(folder.resolve("model/1_Pooling")).resolve("weights");
        Files.writeString(weights, "one");
        assertThat(archives.of(List.of(model))).isEqualTo(Map.of(model, "archive 1"));
        assertThat(archives.of(List.of(model))).isEqualTo(Map.of(model, "archive 1"));

        var written = Files.getLastModifiedTime(weights);
        AtomicFiles.writeString(weights, "two");
        Files.setLastModifiedTime(weights, written); // as where a file system stores whole seconds
        assertThat(archives.of(List.of(model))).isEqualTo(Map.of(model, "archive 2"));
    }

    @Test
    void executorsInThisProcessNeedNone() {
        ModelArchives archives = new ModelArchives(false, model -> {
            throw new AssertionError();
        });
        assertThat(archives.of(List.of(folder.toString()))).isEmpty();
    }
}
