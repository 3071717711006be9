package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.TemporaryFolder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.distill.TextPiece;
import io.github.dilm4j.evaluate.LearnerPool;
import io.github.dilm4j.experiment.Transfers;
import io.github.dilm4j.experiment.stage.Data;
import io.github.dilm4j.experiment.stage.DistillStages;
import io.github.dilm4j.experiment.stage.EvaluationLearner;
import io.github.dilm4j.experiment.stage.EvaluationStage;
import io.github.dilm4j.experiment.stage.ModelStage;
import io.github.dilm4j.experiment.stage.Models;
import io.github.dilm4j.experiment.stage.ServedPlan;
import io.github.dilm4j.experiment.stage.StageContext;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.hub.HubCommits;
import io.github.dilm4j.hub.ModelLocations;
import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.CreateConfig;
import io.github.dilm4j.run.config.DistilConfig;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.FullDataConfig;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.run.config.RepsetConfig;
import io.github.dilm4j.run.config.TrainingConfig;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * Estimates the time and memory of a run by timing a few steps of every stage and extrapolating. Trainings start as in
 * the run; real texts replace the generator's texts that a step depends on. The estimate leaves out the time
 * of in-context evaluation and of served models, checkpoints, and slowdown by heat or load.
 */
public final class Estimator {
    private static final int PROBE_STEPS = 16;
    private static final int CREATED_PROBE_STEPS =
            100; // for small models: Java's compilers work during the first steps
    private static final int HELD_SAMPLE = 400; // texts
    private static final int IN_A_ROW = 8;

    private final ExperimentConfig config;
    private final Data data;
    private final StageContext context; // of a run with few steps
    private final StepTimes modelSteps = new StepTimes(Stage.MODELS);
    private final StepTimes languageModelSteps = new StepTimes(Stage.LANGUAGE_MODEL);
    private final List<Estimate.StageCost> stages = new ArrayList<>();
    private Estimate.Pieces pieces = Estimate.Pieces.NONE; // of the stage that is estimated
    private double setScoringSeconds;

    private Estimator(ExperimentConfig config, Data data, Device device, Path folder, Progress downloads) {
        this.config = config;
        this.data = data;
        this.context = new StageContext(
                shortened(config),
                ModelLocations.usual(downloads),
                new RunFolder(folder),
                data,
                new RandomStreams(config.seed()),
                StageContext.Execution.local(device, modelSteps.andThen(languageModelSteps), new StopRequest()));
    }

    /**
     * Takes about a minute; keeps no files.
     *
     * @param listener receives the downloads' progress
     * @throws io.github.dilm4j.base.InputException if the input cannot be used
     */
    public static Estimate estimate(ExperimentConfig config, EventSink listener) {
        Progress downloads = Transfers.fetching(listener);
        Engine.setThreads(config.threads());
        Device device = Device.named(config.device());
        Data data = Data.read(config, downloads, new HubCommits());
        try (TemporaryFolder folder = new TemporaryFolder("dilm4j-estimate")) {
            return new Estimator(config, data, device, folder.path(), downloads).estimate();
        }
    }

    private Estimate estimate() {
        try (Models models = new Models(context)) {
            new EvaluationStage(context, models).check();
            training(Stage.MODELS, new ModelStage(context, models)::run, modelSteps, createdSteps());
            List<Method> methods = config.evaluation().methods();
            boolean generating = methods.stream().anyMatch(Method::byGenerator);
            if (generating) {
                training(
                        Stage.LANGUAGE_MODEL,
                        new DistillStages(context, models)::trainLanguageModel,
                        languageModelSteps,
                        List.of(config.languageModel().steps()));
            }
            try (FolderEncoder encoder = models.encoder()) {
                TextTimes texts = new TextTimes(data.splits().fit(), data.task().labelCount(), encoder);
                if (methods.stream().anyMatch(Method::byTaughtGenerator)
                        && !config.selfTraining().used()) {
                    embedding(Stage.REPSETS, texts, () -> repsets(texts));
                }
                Optional<MatchingTimes> matching = generating ? Optional.of(matching(models, texts)) : Optional.empty();
                embedding(Stage.SELECTION, texts, () -> selection(texts, matching));
            }
            if (config.distil().bestOf() > 1) {
                stage(Stage.CHOICE, () -> choice(models));
            }
            stage(Stage.EVALUATION, () -> evaluation(models));
        }
        List<Estimate.Asked> asked = ServedPlan.of(config, data).stream()
                .map(plan -> new Estimate.Asked(plan.stage(), plan.model().model(), plan.usage(), plan.cost()))
                .toList();
        return new Estimate(stages, setScoringSeconds, asked);
    }

    private void stage(Stage stage, DoubleSupplier work) {
        stage(stage, 0, work);
    }

    /** Estimates a stage that embeds the whole fit split; the estimate itself embeds a sample. */
    private void embedding(Stage stage, TextTimes texts, DoubleSupplier work) {
        stage(stage, texts.embeddingBytes(data.splits().fit().size()), work);
    }

    private void stage(Stage stage, long moreBytes, DoubleSupplier work) {
        Stopwatch watch = new Stopwatch();
        double seconds = work.getAsDouble();
        stages.add(new Estimate.StageCost(stage, seconds, watch.peakMemoryBytes() + moreBytes, pieces));
        pieces = Estimate.Pieces.NONE;
    }

    private void training(Stage stage, Runnable begin, StepTimes times, List<Integer> steps) {
        stage(stage, () -> new Stopwatch().once(begin) + times.secondsToGo(steps));
    }

    /** Steps of the trainings that create models, in their order. */
    private List<Integer> createdSteps() {
        Stream<TrainingConfig> learner = config.learner().create().stream()
                .flatMap(create -> Stream.of(create.pretraining(), create.contrastive()));
        Stream<TrainingConfig> generator = config.generator().create().stream().map(CreateConfig::pretraining);
        return Stream.concat(learner, generator)
                .map(TrainingConfig::steps)
                .filter(steps -> steps > 0)
                .toList();
    }

    /** Measures the generator, and estimates the matching stage if the run has it. */
    private MatchingTimes matching(Models models, TextTimes texts) {
        Stopwatch watch = new Stopwatch();
        try (Generator generator = models.generator(
                        context.folder().generatorBeforeMatching(),
                        config.matching().training());
                Learner learner = models.learner()) {
            MatchingTimes times = new MatchingTimes(context, models, texts, generator, learner);
            if (config.evaluation().methods().stream().anyMatch(Method::byTaughtGenerator)) {
                stages.add(
                        new Estimate.StageCost(Stage.MATCHING, times.stage(), watch.peakMemoryBytes(), times.pieces()));
            }
            return times;
        }
    }

    private double repsets(TextTimes texts) {
        RepsetConfig repsets = config.repsets();
        if (repsets.mode() == RepsetConfig.Mode.RANDOM
                || (repsets.mode() == RepsetConfig.Mode.FIXED && repsets.selector() == Method.RANDOM)) {
            return 0;
        }
        int different = Example.distinctTexts(data.splits().fit());
        double seconds = different * texts.embedding();
        pieces = pieces.plus(texts.embeddingPieces(different));
        for (List<Example> ofLabel : data.fitByLabel()) {
            if (repsets.mode() == RepsetConfig.Mode.FIXED) {
                seconds += repsets.count() * texts.selection(repsets.selector(), ofLabel.size(), repsets.size());
            } else {
                int clusters = repsets.clusters() == 0 ? repsets.size() : repsets.clusters();
                seconds += texts.clustering(ofLabel.size(), clusters);
            }
        }
        return seconds;
    }

    private double selection(TextTimes texts, Optional<MatchingTimes> matching) {
        DistilConfig distil = config.distil();
        List<Method> methods = config.evaluation().methods();
        int different = Example.distinctTexts(data.splits().fit());
        double seconds = 0;
        if (methods.stream().anyMatch(distil::embedsFit)) {
            seconds = different * texts.embedding();
            pieces = pieces.plus(texts.embeddingPieces(different));
        }
        for (Method method : methods) {
            if (method.byEmbedding()) {
                double chosen = 0;
                for (List<Example> ofLabel : data.fitByLabel()) {
                    for (int dpc : distil.dpc()) {
                        chosen += distil.proposals() * texts.selection(method, ofLabel.size(), dpc);
                    }
                }
                seconds += chosen;
                pieces = pieces.plus(new Estimate.Pieces(
                        chosen, (long) distil.proposals() * distil.dpc().size()));
            } else if (method.writes() && method.byGenerator()) {
                double writing = matching.orElseThrow().writing();
                seconds += data.task().labelCount() * generatedSets(method, texts, writing);
                pieces = pieces.plus(written(writing)).plus(embedded(method, texts));
            } else if (method == Method.LIKELIHOOD) {
                seconds += different * matching.orElseThrow().scoring();
            }
        }
        if (distil.writesBeforeForDilm(methods)) {
            Estimate.Pieces before = written(matching.orElseThrow().writing());
            seconds += before.seconds();
            pieces = pieces.plus(before);
        }
        return seconds;
    }

    /** The pieces that write a method's texts. */
    private Estimate.Pieces written(double writing) {
        DistilConfig distil = config.distil();
        long times = (long) data.task().labelCount() * (distil.candidates() > 0 ? 1 : distil.proposals());
        int texts = distil.candidates() > 0 ? distil.candidates() : distil.oversample() * distil.largest();
        return new Estimate.Pieces(times * texts * writing, times * TextPiece.count(texts));
    }

    /** The pieces that embed the candidates of all labels, if all sets share them. */
    private Estimate.Pieces embedded(Method method, TextTimes texts) {
        DistilConfig distil = config.distil();
        long candidates = (long) distil.candidates() * (distil.chosenFromBoth(method) ? 2 : 1);
        return distil.selector() == Method.RANDOM
                ? Estimate.Pieces.NONE
                : texts.embeddingPieces(data.task().labelCount() * candidates);
    }

    /** Seconds for one label's texts of all sets and sizes. */
    private double generatedSets(Method method, TextTimes texts, double writing) {
        DistilConfig distil = config.distil();
        double embedding = distil.selector() == Method.RANDOM ? 0 : texts.embedding();
        int generators = distil.chosenFromBoth(method) ? 2 : 1;
        double once = distil.candidates() * (writing + generators * embedding);
        double perSet = distil.candidates() > 0 ? 0 : (double) distil.oversample() * distil.largest() * writing;
        for (int dpc : distil.dpc()) {
            int pool = distil.candidates() > 0 ? generators * distil.candidates() / 2 : distil.oversample() * dpc;
            perSet += (distil.candidates() > 0 ? 0 : pool * embedding) + texts.selection(distil.selector(), pool, dpc);
        }
        return once + distil.proposals() * perSet;
    }

    private double choice(Models models) {
        EvaluationLearner learner = EvaluationLearner.ofMatched(context, models.learnerFolder());
        try (LearnerPool open = open(learner)) {
            int perDpc = config.evaluation().methods().size() * config.distil().proposals();
            pieces = pieces.plus(onSets(open, learner, perDpc, data.splits().select()));
        }
        return pieces.seconds();
    }

    /** The pieces that train learners on sets of every dpc. */
    private Estimate.Pieces onSets(
            LearnerPool open, EvaluationLearner learner, int learnersPerDpc, List<Example> held) {
        Estimate.Pieces all = Estimate.Pieces.NONE;
        for (int dpc : config.distil().dpc()) {
            int examples = dpc * data.task().labelCount();
            double round = fineTuning(open, learner, examples, learner.training(), held);
            all = all.plus(new Estimate.Pieces(
                    (double) learnersPerDpc / open.size() * round, -Math.floorDiv(-learnersPerDpc, open.size())));
        }
        return all;
    }

    private LearnerPool open(EvaluationLearner learner) {
        return LearnerPool.open(() -> learner.open(data.task(), context.device()), context.device());
    }

    private double evaluation(Models models) {
        for (EvaluationLearner learner : EvaluationLearner.of(context, models.learnerFolder())) {
            try (LearnerPool open = open(learner)) {
                int perDpc = config.evaluation().methods().size()
                        * config.distil().sets()
                        * config.evaluation().learnersPerSet();
                List<Example> report = data.splits().report();
                pieces = pieces.plus(onSets(open, learner, perDpc, report));
                List<Example> select = data.splits().select();
                if (learner.matched() && !select.isEmpty()) {
                    setScoringSeconds = onSets(open, learner, perDpc, select).seconds();
                }
                FullDataConfig full = config.evaluation().fullData();
                if (full.used()) {
                    int rounds = -Math.floorDiv(-full.learners(), open.size());
                    int all = data.splits().fit().size();
                    TrainingConfig training = learner.training().withSteps(full.steps());
                    double round = fineTuning(open, learner, all, training, report);
                    pieces = pieces.plus(new Estimate.Pieces(rounds * round, rounds));
                }
            }
        }
        return pieces.seconds();
    }

    /**
     * Seconds for one round of parallel fresh learners, each on a set of {@code examples} and scored on {@code held}.
     */
    private double fineTuning(
            LearnerPool open, EvaluationLearner learner, int examples, TrainingConfig training, List<Example> held) {
        List<Example> fit = data.splits().fit();
        int size = Math.min(examples, training.batchSize());
        TokenBatch batch = learner.tokens(fit.subList(0, Math.min(size, fit.size())));
        TokenBatch test = learner.tokens(held.subList(0, Math.min(HELD_SAMPLE, held.size())));
        Stopwatch watch = new Stopwatch();
        double reset = all(open, watch, (i, one) -> one.reset(i));
        double step = all(open, watch, (i, one) -> one.trainStep(batch, training.learningRate(), 1, i));
        double scoring = all(open, watch, (i, one) -> one.logits(test.sequences())) / test.size();
        return reset + training.steps() * step + held.size() * scoring;
    }

    /** Returns the seconds for one piece of work by each learner; the learners work in parallel. */
    private static double all(LearnerPool open, Stopwatch watch, LearnerPool.Work work) {
        return watch.each(i -> open.forEach(open.size(), (task, learner) -> {
                    for (int time = 0; time < IN_A_ROW; time++) {
                        work.accept(task, learner);
                    }
                }))
                / IN_A_ROW;
    }

    private static ExperimentConfig shortened(ExperimentConfig config) {
        List<String> fewer = new ArrayList<>();
        config.learner().create().ifPresent(create -> {
            fewer.add(few("learner.create.pretraining", create.pretraining(), CREATED_PROBE_STEPS));
            fewer.add(few("learner.create.contrastive", create.contrastive(), CREATED_PROBE_STEPS));
        });
        config.generator()
                .create()
                .ifPresent(create ->
                        fewer.add(few("generator.create.pretraining", create.pretraining(), CREATED_PROBE_STEPS)));
        fewer.add(few(
                "languageModel",
                config.languageModel(),
                config.generator().create().isPresent() ? CREATED_PROBE_STEPS : PROBE_STEPS));
        return ExperimentConfig.parse(config.toYaml(), config.folder(), "the estimate's config", fewer);
    }

    private static String few(String section, TrainingConfig training, int steps) {
        return section + ".steps=" + Math.min(steps, training.steps());
    }
}
