package io.github.dilm4j.experiment.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.experiment.TinyRun;
import io.github.dilm4j.run.RunEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionStageTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"distil.oversample=10", "distil.candidates=40"})
    void aRepeatedSelectionCountsAllOfItsSteps(String texts) {
        String[] settings = {texts, "distil.sets=2", "evaluation.methods=[random, generator-before-matching, dilm]"};
        TinyRun.run(folder, settings);
        List<RunEvent.Progress> steps = new ArrayList<>();
        StageContext context = TinyRun.context(folder, settings).with(event -> {
            if (event instanceof RunEvent.Progress step) {
                steps.add(step);
            }
        });
        try (Models models = new Models(context)) {
            new SelectionStage(context, models).run();
        }
        assertThat(steps).last().satisfies(last -> assertThat(last.step()).isEqualTo(last.totalSteps()));
    }
}
