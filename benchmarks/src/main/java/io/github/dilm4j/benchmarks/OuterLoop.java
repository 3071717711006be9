package io.github.dilm4j.benchmarks;

import io.github.dilm4j.base.Decay;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.distill.BankTrajectories;
import io.github.dilm4j.distill.FreshTrajectories;
import io.github.dilm4j.distill.GradientMatchingTraining;
import io.github.dilm4j.distill.LabelMatching;
import io.github.dilm4j.distill.Observer;
import io.github.dilm4j.distill.RealDataTraining;
import io.github.dilm4j.distill.RealGradients;
import io.github.dilm4j.distill.RepsetTokens;
import io.github.dilm4j.distill.Repsets;
import io.github.dilm4j.distill.SyntheticPool;
import io.github.dilm4j.distill.TextAdvice;
import io.github.dilm4j.distill.Trajectories;
import io.github.dilm4j.distill.TrajectoryWork;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.learner.Learner;
import io.github.dilm4j.learner.Pooling;
import io.github.dilm4j.learner.TokenBatch;
import io.github.dilm4j.learner.TransformerEncoder;
import io.github.dilm4j.matching.GradientMatching;
import io.github.dilm4j.model.ClassifierModel;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.tokenize.Tokenizer;
import io.github.dilm4j.training.Checkpointing;
import io.github.dilm4j.training.TrainingSchedule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One outer loop of gradient matching after the begin of another: new texts and their clusters, then all matching steps
 * along a trajectory. A run has hundreds of them.
 */
final class OuterLoop implements Piece {
    private static final int REHEARSED = 3; // matching steps

    private final Plan plan;
    private final Learner learner;
    private final ClassifierModel encoderModel;
    private final Tokenizer learnerTokenizer;
    private final Tokenizer generatorTokenizer;
    private final Generator generator;
    private final TransformerEncoder encoder;
    private final Work work;
    private final List<List<TokenBatch>> real = new ArrayList<>(); // [label][batch]
    private final Trajectories trajectories;
    private final List<Path> temporary = new ArrayList<>();
    private long loop;

    OuterLoop(Work work, boolean bank) {
        this.work = work;
        plan = work.plan();
        learner = work.learner("learner");
        encoderModel = work.classifier("learner");
        learnerTokenizer = Tokenizer.load(work.folder().resolve("learner"));
        generatorTokenizer = work.generatorTokenizer();
        generator = work.generator(work.causalModel(), generatorTokenizer);
        encoder = new TransformerEncoder(encoderModel, learnerTokenizer, Pooling.SUMMARY, Work.LEARNER_TOKENS);
        for (int label = 0; label < Work.TASK.labelCount(); label++) {
            List<Example> texts = work.real(label);
            List<TokenBatch> batches = new ArrayList<>();
            for (int repset = 0; repset < plan.repsets(); repset++) {
                int begin = repset * plan.realPerLabel();
                batches.add(tokens(texts.subList(begin, begin + plan.realPerLabel())));
            }
            real.add(batches);
        }
        RealDataTraining training = new RealDataTraining(
                tokens(work.examples("train.tsv")),
                new RealDataTraining.Settings(
                        plan.innerLoop(),
                        plan.learnerSteps(),
                        plan.learnerBatch(),
                        0,
                        plan.learnerRate(),
                        Decay.CONSTANT,
                        0,
                        plan.clip()),
                new RandomStreams(1));
        trajectories = bank
                ? bankOfOne(training)
                : new FreshTrajectories(learner, training, new Repsets(real, RealGradients.WHOLE), Observer.NONE);
    }

    @Override
    public boolean warmUp() {
        return false;
    }

    @Override
    public void rehearse() {
        run(REHEARSED);
    }

    @Override
    public Map<String, Double> run() {
        return Map.of("meanMatchingLoss", run(plan.innerLoop()) / plan.innerLoop());
    }

    /** Does the first steps of a loop; returns the sum of their losses. */
    private double run(int steps) {
        double[] losses = {0};
        Observer observer = new Observer() {
            @Override
            public void step(long step, long totalSteps, Map<String, Double> values) {
                losses[0] += values.get("loss");
            }
        };
        RandomStreams streams = new RandomStreams(loop++);
        GradientMatchingTraining matching = new GradientMatchingTraining(
                new GradientMatchingTraining.Settings(
                        new TrainingSchedule(
                                plan.innerLoop(),
                                plan.syntheticPerLabel(),
                                plan.generatorRate(),
                                Decay.CONSTANT,
                                0,
                                plan.clip()),
                        1,
                        0,
                        false,
                        false,
                        0),
                LabelMatching.ofHead(RealGradients.WHOLE, new GradientMatching(plan.temperature())),
                this::tokens,
                observer,
                Checkpointing.NONE);
        SyntheticPool pool = new SyntheticPool(
                generator,
                encoder,
                new SyntheticPool.Settings(
                        IntStream.range(0, real.size())
                                .mapToObj(Integer::toString)
                                .toList(),
                        plan.generatedPerLabel(),
                        plan.syntheticPerLabel(),
                        true,
                        work.generation(),
                        TextAdvice.AFTER_MATCHING),
                streams,
                observer);
        matching.run(pool, trajectories, steps, new RepsetTokens(real, streams), Optional.empty(), Optional.empty());
        return losses[0];
    }

    @Override
    public void close() {
        generator.close();
        generatorTokenizer.close();
        learnerTokenizer.close();
        encoderModel.close();
        learner.close();
        temporary.forEach(OuterLoop::delete);
    }

    private TokenBatch tokens(List<Example> examples) {
        return TokenBatch.of(learnerTokenizer, examples, Work.LEARNER_TOKENS);
    }

    /** The bank is built before the measurement, since it is built once for all outer loops. */
    private Trajectories bankOfOne(RealDataTraining training) {
        try {
            Path folder = Files.createTempDirectory("bank");
            temporary.add(folder);
            BankTrajectories.Bank bank = new BankTrajectories.Bank(folder, 1, Work.DEVICE, new RandomStreams(1));
            TrajectoryWork one = new TrajectoryWork(
                    work.learnerSource("learner"), training, new Repsets(real, RealGradients.WHOLE), folder.toString());
            BankTrajectories.train(one, bank, PieceRunner.LOCAL, () -> {}, Observer.NONE, Checkpointing.NONE);
            return BankTrajectories.open(learner, bank);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
