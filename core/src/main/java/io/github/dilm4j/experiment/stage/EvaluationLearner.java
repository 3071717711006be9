package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.LearnerSource;
import io.github.dilm4j.learner.Learners;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.learner.UntrainedPooler;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.LearnerConfig;
import io.github.dilm4j.run.config.OtherLearnerConfig;
import io.github.dilm4j.run.config.TrainingConfig;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A learner on which distilled sets are evaluated.
 *
 * @param name in results: {@link Results#LEARNER} for the one whose gradients are matched
 */
public record EvaluationLearner(String name, Path folder, LearnerConfig settings, TrainingConfig training) {
    /** The matched learner, then the others in the config's order. */
    public static List<EvaluationLearner> of(StageContext context, Path learnerFolder) {
        ExperimentConfig config = context.config();
        List<EvaluationLearner> learners = new ArrayList<>();
        learners.add(ofMatched(context, learnerFolder));
        for (OtherLearnerConfig other : config.evaluation().otherLearners()) {
            learners.add(new EvaluationLearner(
                    other.name(), context.named(other.model()), settings(other, config.learner()), other.training()));
        }
        return learners;
    }

    /** The learner whose gradients are matched. */
    public static EvaluationLearner ofMatched(StageContext context, Path learnerFolder) {
        ExperimentConfig config = context.config();
        return new EvaluationLearner(
                Results.LEARNER,
                learnerFolder,
                config.learner(),
                config.evaluation().training());
    }

    /** Takes over the matched learner's settings, except those for creating it. */
    private static LearnerConfig settings(OtherLearnerConfig other, LearnerConfig matched) {
        return new LearnerConfig(
                Optional.of(other.model()),
                Optional.empty(),
                other.maxTokens(),
                LearnerConfig.Body.PRETRAINED,
                matched.pooler(),
                matched.dropout(),
                matched.dtype());
    }

    /** The config's key for the text limit of the learner with that name. */
    static String maxTokensOf(String name) {
        return name.equals(Results.LEARNER)
                ? "learner.maxTokens"
                : "maxTokens of '" + name + "' in evaluation.otherLearners";
    }

    /** Whether it is the one whose gradients were matched. */
    public boolean matched() {
        return name.equals(Results.LEARNER);
    }

    /** Opens the learner; the caller closes it. */
    public Learner open(Task task, Device device) {
        return source(task, device).open(UnaryOperator.identity());
    }

    LearnerSource source(Task task, Device device) {
        return new LearnerSource(
                folder.toString(),
                task.labelCount(),
                Settings.learner(settings, training.optimizer(), training.weightDecay()),
                device);
    }

    /** Examples in the learner's tokens. */
    public TokenBatch tokens(List<Example> examples) {
        return tokens(Map.of("", examples)).get("");
    }

    /** Sets of examples in the learner's tokens, in their order. */
    public <K> Map<K, TokenBatch> tokens(Map<K, List<Example>> sets) {
        Map<K, TokenBatch> tokens = new LinkedHashMap<>();
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            sets.forEach((set, examples) -> tokens.put(set, TokenBatch.of(tokenizer, examples, settings.maxTokens())));
        }
        return tokens;
    }

    /**
     * @return what was left out or overridden when the folder was read, a sentence each
     * @throws io.github.dilm4j.base.InputException if the folder cannot be opened, or its parts do not fit each other
     *     or the config
     */
    List<String> check(Task task, Device device) {
        try (Learners.Parts parts = Learners.parts(folder, task.labelCount(), device)) {
            Models.requireRoom(
                    settings.maxTokens(), maxTokensOf(name), parts.model().maxTokens(), folder);
            List<String> warnings = new ArrayList<>(parts.warnings());
            if (settings.pooler() == LearnerConfig.Pooler.AUTO
                    && !parts.model().untrainedPooler().isEmpty()) {
                warnings.add(UntrainedPooler.sentence(folder, "learner.pooler: kept"));
            }
            return warnings;
        }
    }
}
