package io.github.dilm4j.distill;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.GeneratorWeights;
import io.github.dilm4j.training.Checkpointing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The weights with the best score so far, if they are kept; of equal scores the first. */
final class BestGenerator implements AutoCloseable {
    /**
     * @param step steps that the generator had been trained for
     * @param value the greater, the better
     */
    record Score(long step, @JsonAlias("cosine") double value) {}

    /** A generator in training and its best weights so far. */
    record Training(Generator generator, BestGenerator best) implements Checkpointing.State {
        private static final String GENERATOR = "generator.safetensors";

        @Override
        public void save(Path folder) {
            generator.saveState(folder.resolve(GENERATOR));
            best.save(folder);
        }

        @Override
        public void load(Path folder) {
            generator.loadState(folder.resolve(GENERATOR));
            best.load(folder, generator);
        }
    }

    private static final String SCORE = "best.json";
    private static final String WEIGHTS = "best.safetensors";
    private static final String RATE = "best-learning-rate.json";

    private final boolean wanted;
    private final double learningRate;
    private Optional<Score> score = Optional.empty();
    private Optional<GeneratorWeights> weights = Optional.empty(); // present if there is a score

    /**
     * @param wanted whether anything is kept
     * @param learningRate of the training; scores under different rates, as after a retry, are not compared
     */
    BestGenerator(boolean wanted, double learningRate) {
        this.wanted = wanted;
        this.learningRate = learningRate;
    }

    void offer(Generator generator, Score offered) {
        if (wanted && (score.isEmpty() || offered.value() > score.get().value())) {
            keep(offered, generator.weights());
        }
    }

    Optional<Score> score() {
        return score;
    }

    /** Gives the generator the best weights, if there are any. */
    void restore(Generator generator) {
        weights.ifPresent(generator::restore);
    }

    void save(Path folder) {
        score.ifPresent(best -> AtomicFiles.writeString(folder.resolve(SCORE), Json.line(best)));
        AtomicFiles.writeString(folder.resolve(RATE), Json.line(learningRate));
        weights.ifPresent(best -> best.save(folder.resolve(WEIGHTS)));
    }

    void load(Path folder, Generator generator) {
        boolean ofAnother = Files.exists(folder.resolve(RATE)) // older versions wrote none
                && Json.read(folder.resolve(RATE), Double.class) != learningRate;
        if (Files.exists(folder.resolve(SCORE)) && !ofAnother) {
            keep(Json.read(folder.resolve(SCORE), Score.class), generator.readWeights(folder.resolve(WEIGHTS)));
        }
    }

    @Override
    public void close() {
        weights.ifPresent(GeneratorWeights::close);
        weights = Optional.empty();
    }

    private void keep(Score better, GeneratorWeights itsWeights) {
        close();
        score = Optional.of(better);
        weights = Optional.of(itsWeights);
    }
}
