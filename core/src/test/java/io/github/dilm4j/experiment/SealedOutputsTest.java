package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.run.EventLog;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that have been changed are reported and made again. */
class SealedOutputsTest {
    private static final String[] SETTINGS = {"evaluation.methods=[random]", "evaluation.learnersPerSet=2"};

    @TempDir
    private Path folder;

    private RunFolder run;
    private String results;

    @BeforeEach
    void aFinishedRun() throws IOException {
        run = new RunFolder(TinyRun.run(folder, SETTINGS));
        results = Files.readString(run.results());
    }

    @Test
    void aModelWithAFlippedByteIsMadeAgain() throws IOException {
        Path weights = run.model("learner").resolve("model.safetensors");
        byte[] sound = Files.readAllBytes(weights);
        byte[] damaged = sound.clone();
        damaged[sound.length / 2] ^= 1;
        Files.write(weights, damaged);
        forgetTheEvaluation();
        TinyRun.run(folder, SETTINGS);
        assertThat(warnings()).containsExactly(weights + " differs from its checksum" + made("set-aside-1"));
        assertThat(weights).hasBinaryContent(sound);
        assertThat(run.setAside(1).resolve("models/learner/model.safetensors")).hasBinaryContent(damaged);
        assertThat(run.results()).hasContent(results);
    }

    @Test
    void aSetThatWasEditedIsMadeAgainAndTheRestStays() throws IOException {
        Path set = run.distilled("random", 2, 0);
        String sound = Files.readString(set);
        Files.writeString(set, sound.replace(" and ", " or "));
        long scored = Files.getLastModifiedTime(run.results()).toMillis();
        TinyRun.run(folder, SETTINGS);
        assertThat(warnings()).containsExactly(set + " differs from its checksum" + made("set-aside-1"));
        assertThat(set).hasContent(sound);
        assertThat(Files.getLastModifiedTime(run.results()).toMillis()).isEqualTo(scored);
        TinyRun.run(folder, SETTINGS);
        assertThat(warnings()).as("the warning is not repeated").hasSize(1);
    }

    @Test
    void aSetOfAStageThatIsNotFinishedIsCheckedToo() throws IOException {
        Path set = run.distilled("random", 2, 0);
        String sound = Files.readString(set);
        Files.writeString(set, sound.replace(" and ", " or "));
        Files.delete(run.marker(Stage.SELECTION));
        forgetTheEvaluation();
        TinyRun.run(folder, SETTINGS);
        assertThat(warnings()).hasSize(1);
        assertThat(set).hasContent(sound);
        assertThat(run.results()).hasContent(results);
    }

    @Test
    void resultsThatWereEditedAreMadeAgain() throws IOException {
        Files.writeString(run.results(), results.replaceFirst("\"score\" : [0-9.]+", "\"score\" : 9.5"));
        TinyRun.run(folder, SETTINGS);
        assertThat(warnings()).containsExactly(run.results() + " differs from its checksum" + made("set-aside-1"));
        assertThat(run.results()).hasContent(results);
    }

    @Test
    void aScoreThatWasEditedIsMeasuredAgain() throws IOException {
        Path scores = run.scores("learner");
        String sound = Files.readString(scores);
        forgetTheEvaluation();
        List<String> lines = new ArrayList<>(sound.lines().toList());
        lines.set(1, lines.get(1).replaceFirst("\"score\":[0-9.]+", "\"score\":0.123"));
        Files.write(scores, lines);
        TinyRun.run(folder, SETTINGS);
        assertThat(warnings()).containsExactly(scores + ":2: the score is damaged; it is measured again");
        assertThat(scores).hasContent(sound);
        assertThat(run.results()).hasContent(results);
    }

    @Test
    void aScoreWithoutAChecksumIsTakenIfItIsPossible() throws IOException {
        Path scores = run.scores("learner");
        String old = Files.readString(scores).replaceAll(",\"checksum\":\"[0-9a-f]+\"", "");
        forgetTheEvaluation();
        Files.writeString(scores, old);
        TinyRun.run(folder, SETTINGS);
        assertThat(warnings()).isEmpty();
        assertThat(scores).hasContent(old);
        forgetTheEvaluation();
        Files.writeString(scores, old.replaceFirst("\"score\":[0-9.]+", "\"score\":9.5"));
        TinyRun.run(folder, SETTINGS);
        assertThat(warnings()).containsExactly(scores + ":1: the score is damaged; it is measured again");
        assertThat(run.results()).hasContent(results);
    }

    @Test
    void whatNoStageReadsAnyMoreMayBeDeleted() throws IOException {
        Path weights = run.model("learner").resolve("model.safetensors");
        Files.delete(weights);
        TinyRun.run(folder, SETTINGS);
        assertThat(warnings()).isEmpty();
        assertThat(weights).doesNotExist();
        forgetTheEvaluation();
        TinyRun.run(folder, SETTINGS);
        assertThat(warnings()).containsExactly(weights + " is missing" + made("set-aside-1"));
        assertThat(run.results()).hasContent(results);
    }

    @Test
    void runsOfVersionsWithoutSealsGoOn() throws IOException {
        for (Stage stage : Stage.values()) {
            Files.deleteIfExists(run.seal(stage));
        }
        forgetTheEvaluation();
        TinyRun.run(folder, SETTINGS);
        assertThat(warnings()).isEmpty();
        assertThat(run.results()).hasContent(results);
        assertThat(run.seal(Stage.EVALUATION)).exists();
    }

    @Test
    void damagedFilesOfTheRunItselfAreNamedWithARemedy() throws IOException {
        List<Path> files = List.of(
                run.config(), run.sources(), run.manifest(), run.marker(Stage.SELECTION), run.seal(Stage.SELECTION));
        for (Path file : files) {
            byte[] sound = Files.readAllBytes(file);
            for (String damage : List.of("", "{]", new String(sound, 0, 30, StandardCharsets.UTF_8))) {
                Files.writeString(file, damage);
                assertThatThrownBy(() -> TinyRun.run(folder, SETTINGS))
                        .as(file + ": " + damage)
                        .isInstanceOf(InputException.class)
                        .hasMessageMatching("(?s).*(" + file.getFileName() + ".*|another config.*); .*(put it back|"
                                + "delete it|--fresh).*")
                        .hasMessageNotContainingAny("Source", "end-of-input", "marker", "io.github");
            }
            Files.write(file, sound);
        }
        TinyRun.run(folder, SETTINGS);
        assertThat(run.results()).hasContent(results);
    }

    private static String made(String aside) {
        return "; what was there is moved to " + aside + ", and this part of the stage is done again";
    }

    private void forgetTheEvaluation() throws IOException {
        Files.deleteIfExists(run.marker(Stage.EVALUATION));
        Files.deleteIfExists(run.results());
    }

    /** Returns the warnings about damage. */
    private List<String> warnings() {
        return EventLog.read(run.events()).stream()
                .filter(RunEvent.Warning.class::isInstance)
                .map(event -> ((RunEvent.Warning) event).message())
                .filter(sentence ->
                        sentence.contains("checksum") || sentence.contains("missing") || sentence.contains("damaged"))
                .toList();
    }
}
