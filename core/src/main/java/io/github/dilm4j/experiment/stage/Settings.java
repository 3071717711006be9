package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.OptimizerKind;
import io.github.dilm4j.base.Precision;
import io.github.dilm4j.coreset.CoresetSelector;
import io.github.dilm4j.coreset.DynamicsSelector;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.GradientSelector;
import io.github.dilm4j.coreset.HerdingSelector;
import io.github.dilm4j.coreset.KCentersSelector;
import io.github.dilm4j.coreset.RandomSelector;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.coreset.RidgeSetSelector;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.coreset.SubmodularSelector;
import io.github.dilm4j.distill.GradientMatchingTraining;
import io.github.dilm4j.distill.LanguageModelTraining;
import io.github.dilm4j.distill.SelfTraining;
import io.github.dilm4j.distill.ServedWriter;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.NllAverage;
import io.github.dilm4j.generator.TransformerGenerator;
import io.github.dilm4j.learner.TransformerLearner;
import io.github.dilm4j.run.config.CandidatesConfig;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.HealthConfig.IgnoredLabels;
import io.github.dilm4j.run.config.Keep;
import io.github.dilm4j.run.config.LearnerConfig;
import io.github.dilm4j.run.config.MatchingConfig;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.run.config.SelfTrainingConfig;
import io.github.dilm4j.run.config.TrainingConfig;
import io.github.dilm4j.run.config.ValidationConfig;
import io.github.dilm4j.training.TrainingSchedule;
import java.util.function.Supplier;

/** Converts settings of a config to parameters of the packages below. */
public final class Settings {
    private Settings() {}

    static TrainingSchedule schedule(TrainingConfig training) {
        return new TrainingSchedule(
                training.steps(),
                training.batchSize(),
                training.learningRate(),
                training.schedule(),
                training.warmup(),
                clip(training.clip()));
    }

    /** In a config, 0 means no clipping. */
    static double clip(double clip) {
        return clip == 0 ? Double.POSITIVE_INFINITY : clip;
    }

    public static CoresetSelector selector(Method method, Encoder encoder) {
        return switch (method) {
            case RANDOM -> new RandomSelector();
            case K_CENTERS -> new KCentersSelector(encoder);
            case HERDING -> new HerdingSelector(encoder);
            case FACILITY_LOCATION -> SubmodularSelector.facilityLocation(encoder);
            case GRAPH_CUT -> SubmodularSelector.graphCut(encoder);
            default -> throw new IllegalArgumentException(method.label() + " does not select by text");
        };
    }

    /** @param reference the texts that sets are compared on, for the methods that compare sets */
    public static SetSelector setSelector(Method method, Encoder encoder, Supplier<RidgeReference> reference) {
        return switch (method) {
            case RIDGE -> ridge(encoder, reference.get(), encoder);
            case EL2N -> new DynamicsSelector(encoder, DynamicsSelector.Score.EL2N);
            case FORGETTING -> new DynamicsSelector(encoder, DynamicsSelector.Score.FORGETTING);
            case MARGIN -> new DynamicsSelector(encoder, DynamicsSelector.Score.MARGIN);
            case GRADIENT_MATCHING -> GradientSelector.gradMatch(encoder);
            case CRAIG -> GradientSelector.craig(encoder);
            default -> SetSelector.perLabel(selector(method, encoder));
        };
    }

    /**
     * @param compared the encoder of the reference
     * @param starting embeds the texts for the K-centers that the search begins with
     */
    static SetSelector ridge(Encoder compared, RidgeReference reference, Encoder starting) {
        return new RidgeSetSelector(
                compared,
                reference,
                SetSelector.perLabel(new KCentersSelector(starting)),
                RidgeSetSelector.Settings.USUAL);
    }

    static ServedWriter.Settings writing(CandidatesConfig candidates) {
        return new ServedWriter.Settings(
                candidates.count(),
                candidates.examplesPerPrompt(),
                candidates.temperature(),
                candidates.maxTokens(),
                candidates.atOnce());
    }

    static GenerationOptions sampling(CandidatesConfig candidates) {
        return new GenerationOptions(1, 0, candidates.temperature(), 1, candidates.maxTokens(), candidates.atOnce());
    }

    public static GenerationOptions generation(ExperimentConfig config) {
        var sampling = config.sampling();
        return new GenerationOptions(
                sampling.topP(),
                sampling.topK(),
                sampling.temperature(),
                sampling.repetitionPenalty(),
                sampling.guidance(),
                config.generator().maxTokens(),
                sampling.batchSize());
    }

    static TransformerGenerator.Settings generator(TrainingConfig training, MatchingConfig.Nll nll, Precision dtype) {
        return new TransformerGenerator.Settings(
                training.optimizer(), training.weightDecay(), true, average(nll), dtype);
    }

    static TransformerLearner.Settings learner(LearnerConfig learner, OptimizerKind optimizer, double weightDecay) {
        return new TransformerLearner.Settings(
                learner.dropout(),
                learner.body() == LearnerConfig.Body.FROZEN,
                learner.body() == LearnerConfig.Body.UNTRAINED,
                learner.pooler() == LearnerConfig.Pooler.KEPT,
                optimizer,
                weightDecay,
                learner.dtype());
    }

    /** @param rateFactor what the learning rates are multiplied by */
    public static LanguageModelTraining.Settings languageModel(ExperimentConfig config, double rateFactor) {
        ValidationConfig validation = config.languageModelValidation();
        return new LanguageModelTraining.Settings(
                schedule(config.languageModel()).scaled(rateFactor),
                validation.every(),
                validation.keep() == Keep.BEST,
                config.health().ignoredLabels() == IgnoredLabels.STOP);
    }

    /** Like {@link #languageModel}. */
    static GradientMatchingTraining.Settings matching(ExperimentConfig config, double rateFactor) {
        MatchingConfig matching = config.matching();
        return new GradientMatchingTraining.Settings(
                schedule(matching.training()).scaled(rateFactor),
                matching.refreshEvery(),
                matching.microBatch(),
                matching.weighting() == MatchingConfig.Weighting.EQUAL,
                matching.keep() == Keep.BEST,
                matching.validateEvery());
    }

    /** Like {@link #languageModel}. */
    static SelfTraining.Settings selfTraining(ExperimentConfig config, double rateFactor) {
        SelfTrainingConfig settings = config.selfTraining();
        return new SelfTraining.Settings(
                settings.rounds(),
                settings.candidates(),
                settings.sets(),
                settings.dpc(),
                settings.maxCount(),
                schedule(settings.training()).scaled(rateFactor),
                generation(config));
    }

    private static NllAverage average(MatchingConfig.Nll nll) {
        return switch (nll) {
            case MEAN_OVER_TOKENS -> NllAverage.OWN_TOKENS;
            case PADDED_LENGTH -> NllAverage.PADDED_LENGTH;
        };
    }
}
