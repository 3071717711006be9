package io.github.dilm4j.experiment.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.experiment.TinyRun;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimatorTest {
    private static final String[] SMALL = {
        "languageModel.steps=100",
        "distil.sets=2",
        "evaluation.methods=[random, k-centers, herding, generator-before-matching, dilm]",
        "evaluation.training.steps=10",
    };

    @TempDir
    private Path folder;

    /** A hundred times the work is clearly slower, even on a busy machine. */
    @Test
    void everyStageIsEstimatedAndMoreWorkTakesLonger() {
        Estimate little = Estimator.estimate(TinyRun.config(folder, SMALL), EventSink.NONE);
        Estimate much = Estimator.estimate(
                TinyRun.config(
                        folder,
                        with(
                                "learner.create.pretraining.steps=20000",
                                "languageModel.steps=10000",
                                "repsets.count=2000",
                                "matching.training.steps=600",
                                "trajectories.count=200",
                                "distil.oversample=1000",
                                "evaluation.training.steps=1000")),
                EventSink.NONE);
        for (Estimate estimate : List.of(little, much)) {
            assertThat(estimate.stages())
                    .extracting(cost -> cost.stage().label())
                    .containsExactly("models", "language-model", "repsets", "matching", "selection", "evaluation");
            assertThat(estimate.stages()).allMatch(stage -> stage.peakMemoryBytes() > 10_000_000);
        }
        assertThat(much.stages().get(2).pieces().rounds())
                .as("repsets of two labels")
                .isEqualTo(2 * 2000);
        Estimate.StageCost matching = much.stages().get(3);
        assertThat(matching.pieces().rounds()).as("trajectories").isEqualTo(200);
        assertThat(matching.pieces().seconds()).isBetween(0.1 * matching.seconds(), matching.seconds());
        for (int i = 0; i < little.stages().size(); i++) {
            assertThat(much.stages().get(i).seconds())
                    .as(much.stages().get(i).stage().label())
                    .isGreaterThan(5 * little.stages().get(i).seconds());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "trajectories.mode=fresh, repsets.mode=clusterBalanced",
        "matching.gradients=all, matching.lambda=0.1",
    })
    void everyKindOfMatchingIsEstimated(String one, String other) {
        Estimate estimate = Estimator.estimate(TinyRun.config(folder, with(one, other)), EventSink.NONE);
        Estimate.StageCost matching = estimate.stages().get(3);
        assertThat(matching.seconds()).isGreaterThan(matching.pieces().seconds());
        assertThat(matching.pieces().rounds()).isEqualTo(one.contains("fresh") ? 0 : 2);
    }

    @Test
    void selfTrainingReplacesMatchingAndItsRepsets() {
        Estimate one = estimateOfSelfTraining(1);
        Estimate many = estimateOfSelfTraining(50); // a round takes hundredths of a second here
        assertThat(one.stages())
                .extracting(cost -> cost.stage().label())
                .containsExactly("models", "language-model", "matching", "selection", "evaluation");
        assertThat(many.stages().get(2).seconds())
                .isGreaterThan(10 * one.stages().get(2).seconds());
    }

    private Estimate estimateOfSelfTraining(int rounds) {
        String settings = "selfTraining={rounds: " + rounds
                + ", candidates: 24, sets: 3, dpc: 2, training: {steps: 3, batchSize: 8}}";
        return Estimator.estimate(TinyRun.config(folder, with(settings, "distil.selector=ridge")), EventSink.NONE);
    }

    @Test
    void tangentFeaturesTakeLongerThanEmbeddings() {
        assertThat(secondsOfSelection("distil.features=tangent"))
                .isGreaterThan(secondsOfSelection("distil.features=embedding"));
    }

    private double secondsOfSelection(String features) {
        String[] settings =
                with(features, "distil.selector=ridge", "distil.candidates=2000", "evaluation.methods=[dilm]");
        Estimate estimate = Estimator.estimate(TinyRun.config(folder, settings), EventSink.NONE);
        return estimate.stages().stream()
                .filter(cost -> cost.stage() == Stage.SELECTION)
                .mapToDouble(Estimate.StageCost::seconds)
                .sum();
    }

    /** The sets are scored on the select split by the learner of the run alone: not by others, nor on full data. */
    @Test
    void theScoringOfSetsDoesNotGrowWithWhatOnlyTheEvaluationDoes() {
        String[] small = with("evaluation.methods=[random]", "data.selectPerLabel=8");
        Estimate little = Estimator.estimate(TinyRun.config(folder, small), EventSink.NONE);
        Estimate much = Estimator.estimate(
                TinyRun.config(
                        folder,
                        Stream.concat(
                                        Stream.of(small),
                                        Stream.of("evaluation.fullData.steps=20000", "evaluation.fullData.learners=3"))
                                .toArray(String[]::new)),
                EventSink.NONE);
        assertThat(little.setScoringSeconds()).isPositive();
        assertThat(much.seconds()).isGreaterThan(10 * little.seconds());
        assertThat(much.setScoringSeconds())
                .as("a small part of what the training on full data takes")
                .isLessThan(0.1 * (much.seconds() - little.seconds()));
    }

    @Test
    void theTimeInContextGrowsWithTheOrdersInTheChoiceAndInTheEvaluation() {
        Path model = TinyRun.languageModel(folder.resolve("model"));
        Estimate one = estimateInContext(model, 1);
        Estimate many = estimateInContext(model, 1000);
        for (Estimate estimate : List.of(one, many)) {
            assertThat(estimate.stages())
                    .extracting(cost -> cost.stage().label())
                    .containsExactly("models", "selection", "choice", "evaluation");
        }
        for (int stage : List.of(2, 3)) {
            assertThat(many.stages().get(stage).seconds())
                    .isGreaterThan(20 * one.stages().get(stage).seconds());
        }
        assertThat(many.stages().get(2).pieces()).as("the driver's work").isEqualTo(Estimate.Pieces.NONE);
    }

    private Estimate estimateInContext(Path model, int shuffles) {
        return Estimator.estimate(
                TinyRun.config(
                        folder,
                        "evaluation.methods=[random]",
                        "evaluation.training.steps=1",
                        "evaluation.inContext={models: ['" + model + "'], maxTokens: 128, shuffles: " + shuffles + "}",
                        "distil.bestOf=2",
                        "distil.bestOfBy=inContext"),
                EventSink.NONE);
    }

    @Test
    void unneededStagesAreLeftOut() {
        Estimate estimate =
                Estimator.estimate(TinyRun.config(folder, with("evaluation.methods=[random, margin]")), EventSink.NONE);
        assertThat(estimate.stages())
                .extracting(cost -> cost.stage().label())
                .containsExactly("models", "selection", "evaluation");
        assertThat(estimate.stages().get(1).pieces().rounds())
                .as("two sets by margin")
                .isEqualTo(2);
    }

    private static String[] with(String... more) {
        return Stream.concat(Stream.of(SMALL), Stream.of(more)).toArray(String[]::new);
    }
}
