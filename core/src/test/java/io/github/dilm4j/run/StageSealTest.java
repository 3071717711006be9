package io.github.dilm4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageSealTest {
    @TempDir
    private Path root;

    private RunFolder folder;
    private StageSeal seal;

    @BeforeEach
    void noneYet() {
        folder = new RunFolder(root);
        seal = new StageSeal(folder, Stage.MATCHING);
    }

    @Test
    void whatDiffersAndWhatIsMissingIsKnown() throws IOException {
        Path weights = Files.createDirectories(folder.generator()).resolve("model.safetensors");
        Files.writeString(weights, "1");
        Path config = Files.writeString(folder.generator().resolve("config.json"), "{}");
        assertThat(seal.damaged()).isEmpty();
        seal.add(folder.generator());
        assertThat(new StageSeal(folder, Stage.MATCHING).damaged()).isEmpty();
        Files.writeString(weights, "2");
        assertThat(seal.damaged()).containsExactly(weights);
        Files.delete(config);
        assertThat(seal.damaged()).containsExactly(weights);
        assertThat(seal.missing()).containsExactly(config);
        assertThat(new StageSeal(folder, Stage.SELECTION).missing()).isEmpty();
    }

    @Test
    void aFileKeepsItsSealUntilItIsWrittenAgain() throws IOException {
        Path set = Files.createDirectories(folder.distilled()).resolve("a.jsonl");
        Files.writeString(set, "1");
        seal.addIfNew(set);
        Files.writeString(set, "2");
        seal.addIfNew(set);
        assertThat(seal.damaged()).containsExactly(set);
        seal.add(set);
        assertThat(seal.damaged()).isEmpty();
    }

    @Test
    void theRunFolderMayBeTheWorkingDirectory() {
        assertThat(StageSeal.isInside(Path.of("."), "models/learner")).isTrue();
        assertThat(StageSeal.isInside(Path.of("."), "../x")).isFalse();
    }

    @Test
    void noFileOutsideOfTheFolderIsLookedAt() throws IOException {
        Files.createDirectories(folder.seal(Stage.MATCHING).getParent());
        for (String name : new String[] {"../x", "/etc/passwd", "a/../../x"}) {
            Files.writeString(folder.seal(Stage.MATCHING), "{\"sha256\": {\"" + name + "\": \"00\"}}");
            assertThatThrownBy(seal::damaged)
                    .isInstanceOf(InputException.class)
                    .hasMessage(
                            folder.seal(Stage.MATCHING)
                                    + ": names a file that is not in the run folder; delete it; the files of this stage are then used without a check");
        }
    }
}
