package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whole experiments in which sets are compared by tangent features. */
class TangentSelectionTest {
    private static final int SETS = 2;
    private static final String[] TANGENT = {
        "distil.features=tangent",
        "distil.selector=ridge",
        "distil.candidates=12",
        "distil.sets=" + SETS,
        "evaluation.methods=[ridge, dilm]"
    };

    @TempDir
    private Path folder;

    @Test
    void setsDifferFromThoseByEmbeddings(@TempDir Path other) {
        RunFolder tangent = new RunFolder(TinyRun.run(folder, TANGENT));
        List<String> byEmbedding = new ArrayList<>(List.of(TANGENT));
        byEmbedding.set(0, "distil.features=embedding");
        RunFolder embedding = new RunFolder(TinyRun.run(other, byEmbedding.toArray(String[]::new)));
        assertThat(tangent.candidates("dilm")).hasSameBinaryContentAs(embedding.candidates("dilm"));
        for (String method : List.of("ridge", "dilm")) {
            assertThat(sets(tangent, method)).isNotEqualTo(sets(embedding, method));
        }
    }

    @Test
    void aResumedSelectionChoosesTheSameSets() throws IOException {
        RunFolder run = new RunFolder(TinyRun.run(folder, TANGENT));
        List<String> ridge = sets(run, "ridge");
        List<String> dilm = sets(run, "dilm");
        for (String method : List.of("ridge", "dilm")) {
            Files.delete(run.distilled(method, 2, 1));
        }
        Files.delete(run.marker(Stage.SELECTION));
        TinyRun.run(folder, TANGENT);
        assertThat(sets(run, "ridge")).isEqualTo(ridge);
        assertThat(sets(run, "dilm")).isEqualTo(dilm);
    }

    @Test
    void selfTrainingComparesSetsByTangents(@TempDir Path other) throws IOException {
        RunFolder tangent = new RunFolder(TinyRun.run(folder, selfTraining("tangent")));
        RunFolder embedding = new RunFolder(TinyRun.run(other, selfTraining("embedding")));
        assertThat(weights(tangent.generatorBeforeMatching()))
                .hasSameBinaryContentAs(weights(embedding.generatorBeforeMatching()));
        assertThat(Files.mismatch(weights(tangent.generator()), weights(embedding.generator())))
                .isNotEqualTo(-1);
    }

    private static Path weights(Path generator) {
        return generator.resolve("model.safetensors");
    }

    private static String[] selfTraining(String features) {
        return new String[] {
            "selfTraining.rounds=1",
            "selfTraining.candidates=12",
            "selfTraining.sets=2",
            "selfTraining.dpc=2",
            "selfTraining.features=" + features,
            "selfTraining.training.steps=2",
            "distil.candidates=12",
            "evaluation.methods=[generator-before-matching, dilm]"
        };
    }

    @Test
    void tangentsNeedSharedCandidates() {
        assertThatThrownBy(() -> TinyRun.run(folder, "distil.features=tangent"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("distil.features can be tangent only with distil.candidates");
    }

    private static List<String> sets(RunFolder run, String method) {
        List<String> sets = new ArrayList<>();
        for (int set = 0; set < SETS; set++) {
            sets.add(contents(run.distilled(method, 2, set)));
        }
        return sets;
    }

    private static String contents(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
