package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.TemporaryFolder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.distill.LanguageModelTraining;
import io.github.dilm4j.distill.TextPiece;
import io.github.dilm4j.evaluate.LearnerPool;
import io.github.dilm4j.experiment.Transfers;
import io.github.dilm4j.experiment.stage.Data;
import io.github.dilm4j.experiment.stage.EvaluationLearner;
import io.github.dilm4j.experiment.stage.EvaluationStage;
import io.github.dilm4j.experiment.stage.InContextModels;
import io.github.dilm4j.experiment.stage.ModelStage;
import io.github.dilm4j.experiment.stage.Models;
import io.github.dilm4j.experiment.stage.ServedPlan;
import io.github.dilm4j.experiment.stage.Settings;
import io.github.dilm4j.experiment.stage.StageContext;
import io.github.dilm4j.experiment.stage.Tangents;
import io.github.dilm4j.hub.HubCommits;
import io.github.dilm4j.hub.ModelLocations;
import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.PeakMemory;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.DistilConfig;
import io.github.dilm4j.run.config.EvaluationConfig;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.run.config.FullDataConfig;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.run.config.RepsetConfig;
import io.github.dilm4j.run.config.SelfTrainingConfig;
import io.github.dilm4j.run.config.TrainingConfig;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Estimates the time and memory of a run by timing each kind of its work for a few seconds and extrapolating. Trainings that
 * create models start as in the run; otherwise real texts replace the generator's, and models are used as they are before
 * their training, which hardly changes the time. The estimate leaves out the time of served models, checkpoints, the
 * writing of models, and slowdown by heat or load.
 */
public final class Estimator {
    private final ExperimentConfig config;
    private final Data data;
    private final EventSink listener;
    private final StageContext context; // of a run with few steps
    private final StepTimes modelSteps = new StepTimes(Stage.MODELS);
    private final List<Estimate.StageCost> stages = new ArrayList<>();
    private Estimate.Pieces pieces = Estimate.Pieces.NONE; // of the stage that is estimated
    private double setScoringSeconds;
    private int parts; // of the estimate, that have begun

    private Estimator(
            ExperimentConfig config, Data data, Device device, Path folder, Progress downloads, EventSink listener) {
        this.config = config;
        this.data = data;
        this.listener = listener;
        this.context = new StageContext(
                CreatedProbe.shortened(config),
                ModelLocations.usual(downloads),
                new RunFolder(folder),
                data,
                new RandomStreams(config.seed()),
                StageContext.Execution.local(device, modelSteps, new StopRequest()));
    }

    /**
     * Takes less than a minute on free cores with models of up to some hundred million parameters, and longer with
     * in-context models; keeps no files.
     *
     * @param listener receives the downloads' progress, and a {@link RunEvent.Estimating} before each part
     * @throws io.github.dilm4j.base.InputException if the input cannot be used
     */
    public static Estimate estimate(ExperimentConfig config, EventSink listener) {
        Progress downloads = Transfers.fetching(listener);
        Engine.setThreads(config.threads());
        Device device = Device.named(config.device());
        Data data = Data.read(config, downloads, new HubCommits());
        try (TemporaryFolder folder = new TemporaryFolder("dilm4j-estimate")) {
            return new Estimator(config, data, device, folder.path(), downloads, listener).estimate();
        }
    }

    private Estimate estimate() {
        try (Models models = new Models(context)) {
            new EvaluationStage(context, models).check();
            measuring("the models");
            stage(Stage.MODELS, () -> new Probe().once(new ModelStage(context, models)::run) + creation());
            Samples samples = Samples.of(data.splits().fit(), data.task().labelCount());
            try (GeneratorTimes generating =
                    new GeneratorTimes(models::baseGenerator, Settings.generation(config), samples)) {
                if (generates()) {
                    measuring("the language model");
                    stage(Stage.LANGUAGE_MODEL, () -> languageModel(generating));
                }
                measuring("the encoder");
                TextTimes texts;
                try (FolderEncoder encoder = models.encoder()) {
                    texts = new TextTimes(samples, encoder.encoder());
                }
                try (Tangents tangents = models.tangents(texts.encoder())) {
                    TangentTimes byTangents =
                            new TangentTimes(samples, examples -> tangents.raw().embed(examples), texts.encoder());
                    if (teaches()) {
                        teaching(models, samples, texts, generating, byTangents);
                    }
                    measuring("the selection");
                    embedding(
                            Stage.SELECTION,
                            texts,
                            () -> selection(texts, generating) + selectionByTangents(byTangents));
                }
            }
            measuring("the evaluation");
            evaluation(models, samples);
        }
        List<Estimate.Asked> asked = ServedPlan.of(config, data).stream()
                .map(plan -> new Estimate.Asked(plan.stage(), plan.model().model(), plan.usage(), plan.cost()))
                .toList();
        return new Estimate(stages, setScoringSeconds, asked);
    }

    /** Whether the run has a generator. */
    private boolean generates() {
        return config.evaluation().methods().stream().anyMatch(Method::byGenerator);
    }

    /** Whether the run trains the generator by matching or by self-training. */
    private boolean teaches() {
        return config.evaluation().methods().stream().anyMatch(Method::byTaughtGenerator);
    }

    private void measuring(String part) {
        int all = 4 + (generates() ? 1 : 0) + (teaches() ? 1 : 0);
        parts++;
        listener.accept(new RunEvent.Estimating(RunEvent.now(), part, parts, all));
    }

    private void stage(Stage stage, DoubleSupplier work) {
        stage(stage, 0, work);
    }

    /** Estimates a stage that embeds the whole fit split; the estimate itself embeds a sample. */
    private void embedding(Stage stage, TextTimes texts, DoubleSupplier work) {
        stage(stage, texts.embeddingBytes(data.splits().fit().size()), work);
    }

    private void stage(Stage stage, long moreBytes, DoubleSupplier work) {
        PeakMemory memory = new PeakMemory();
        memory.reset();
        double seconds = work.getAsDouble();
        stages.add(new Estimate.StageCost(stage, seconds, memory.bytes() + moreBytes, pieces));
        pieces = Estimate.Pieces.NONE;
    }

    /** The seconds that the trainings of new models still need after their first steps. */
    private double creation() {
        return modelSteps.secondsToGo(creationSteps(context.config()), creationSteps(config));
    }

    private static List<Integer> creationSteps(ExperimentConfig config) {
        return ModelStage.trainings(config).stream().map(TrainingConfig::steps).toList();
    }

    private double languageModel(GeneratorTimes generating) {
        TrainingConfig training = config.languageModel();
        long likelihoods = LanguageModelTraining.likelihoods(
                Settings.languageModel(config, 1),
                data.splits().fit(),
                data.splits().select());
        return training.steps() * generating.trainStep(training.batchSize()) + likelihoods * generating.scoring();
    }

    /** Estimates the training of the generator after language modelling. */
    private void teaching(
            Models models, Samples samples, TextTimes texts, GeneratorTimes generating, TangentTimes byTangents) {
        if (config.selfTraining().used()) {
            measuring("the self-training");
            stage(Stage.MATCHING, () -> {
                SelfTrainingTimes times =
                        new SelfTrainingTimes(config, data.splits().fit().size(), samples.labels(), texts, generating);
                pieces = times.pieces();
                return times.stage() + selfTrainingByTangents(byTangents);
            });
        } else {
            measuring("the matching");
            embedding(Stage.REPSETS, texts, () -> repsets(texts));
            stage(Stage.MATCHING, () -> {
                MatchingTimes times = new MatchingTimes(context, models, samples, texts, generating);
                pieces = times.pieces();
                return times.stage();
            });
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
                double chosen = repsets.count() * texts.selection(repsets.selector(), ofLabel.size(), repsets.size());
                seconds += chosen;
                if (repsets.selector() == Method.K_CENTERS) {
                    pieces = pieces.plus(new Estimate.Pieces(chosen, repsets.count()));
                }
            } else {
                int clusters = repsets.clusters() == 0 ? repsets.size() : repsets.clusters();
                seconds += texts.clustering(ofLabel.size(), clusters);
            }
        }
        return seconds;
    }

    private double selection(TextTimes texts, GeneratorTimes generating) {
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
                double writing = generating.writing();
                seconds += data.task().labelCount() * generatedSets(method, texts, writing);
                pieces = pieces.plus(written(writing)).plus(embedded(method, texts));
            } else if (method == Method.LIKELIHOOD) {
                seconds += different * generating.scoring();
            }
        }
        if (distil.writesBeforeForDilm(methods)) {
            Estimate.Pieces before = written(generating.writing());
            seconds += before.seconds();
            pieces = pieces.plus(before);
        }
        return seconds;
    }

    /** What the methods that compare sets by tangent features need beside {@link #selection}. */
    private double selectionByTangents(TangentTimes times) {
        DistilConfig distil = config.distil();
        double seconds = 0;
        for (Method method : config.evaluation().methods()) {
            if (distil.byTangents(method)) {
                long candidates = method.writes()
                        ? (long) data.task().labelCount()
                                * distil.candidates()
                                * (distil.chosenFromBoth(method) ? 2 : 1)
                        : 0;
                seconds += times.selection(data.splits().fit().size(), candidates, distil.dpc(), distil.proposals());
            }
        }
        return seconds;
    }

    /** What self-training that compares sets by tangent features needs beside {@link SelfTrainingTimes}. */
    private double selfTrainingByTangents(TangentTimes times) {
        SelfTrainingConfig settings = config.selfTraining();
        if (!settings.byTangents()) {
            return 0;
        }
        long candidates = (long) data.task().labelCount() * settings.candidates() * settings.rounds();
        return times.selection(
                data.splits().fit().size(), candidates, List.of(settings.dpc()), settings.sets() * settings.rounds());
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

    /** Estimates the choice of sets, the evaluation, and the scoring of sets after the run. */
    private void evaluation(Models models, Samples samples) {
        List<Example> select = data.splits().select();
        EvaluationLearner matched = EvaluationLearner.ofMatched(context, models.learnerFolder());
        List<EvaluationLearner> learners = EvaluationLearner.of(context, models.learnerFolder());
        EvaluationConfig evaluation = config.evaluation();
        int methods = evaluation.methods().size();
        int sets = methods * config.distil().sets(); // of each dpc
        int proposals = methods * config.distil().proposals(); // of each dpc
        int perDpc = sets * evaluation.learnersPerSet();
        Map<String, LearnerTimes> times = new HashMap<>(); // by the learner's name
        Map<String, InContextTimes> reading = new HashMap<>(); // by the model's path
        if (config.distil().bestOf() > 1) {
            stage(Stage.CHOICE, () -> switch (config.distil().bestOfBy()) {
                case LEARNER -> {
                    times.put(matched.name(), times(matched, samples));
                    pieces = onSets(times.get(matched.name()), matched, proposals, select);
                    yield pieces.seconds();
                }
                case IN_CONTEXT -> {
                    String path = evaluation.inContext().chooser();
                    reading.put(path, reading(path, samples));
                    yield reading.get(path)
                            .seconds(
                                    (long) proposals * evaluation.inContext().shuffles(),
                                    InContextModels.rowsForChoice(select.size()));
                }
            });
        }
        stage(Stage.EVALUATION, () -> {
            for (EvaluationLearner learner : learners) {
                LearnerTimes of = times.computeIfAbsent(learner.name(), name -> times(learner, samples));
                List<Example> report = data.splits().report();
                pieces = pieces.plus(onSets(of, learner, perDpc, report));
                if (learner.matched() && !select.isEmpty()) {
                    setScoringSeconds = onSets(of, learner, perDpc, select).seconds();
                }
                FullDataConfig full = evaluation.fullData();
                if (full.used()) {
                    TrainingConfig training = learner.training().withSteps(full.steps());
                    int all = data.splits().fit().size();
                    pieces = pieces.plus(of.pieces(full.learners(), all, training, report.size()));
                }
            }
            double seconds = pieces.seconds();
            for (String path : evaluation.inContext().models()) {
                seconds += reading.computeIfAbsent(path, model -> reading(model, samples))
                        .seconds(
                                (long) sets * evaluation.inContext().orders(),
                                data.splits().report().size());
            }
            return seconds;
        });
    }

    private InContextTimes reading(String path, Samples samples) {
        return new InContextModels(context)
                .with(
                        path,
                        model -> InContextTimes.measure(
                                model, samples, config.distil().dpc()));
    }

    private LearnerTimes times(EvaluationLearner learner, Samples samples) {
        try (LearnerPool open = LearnerPool.open(() -> learner.open(data.task(), context.device()), context.device())) {
            return LearnerTimes.measure(open, learner, samples, data.splits().report());
        }
    }

    /** The pieces that train learners on sets of every dpc. */
    private Estimate.Pieces onSets(
            LearnerTimes times, EvaluationLearner learner, int learnersPerDpc, List<Example> held) {
        Estimate.Pieces all = Estimate.Pieces.NONE;
        for (int dpc : config.distil().dpc()) {
            int examples = dpc * data.task().labelCount();
            all = all.plus(times.pieces(learnersPerDpc, examples, learner.training(), held.size()));
        }
        return all;
    }
}
