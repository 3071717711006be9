package io.github.dilm4j.distill;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.generator.Generator;
import io.github.dilm4j.generator.GeneratorWeights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The weights with the best score so far; of equal scores the first. */
final class BestGenerator implements AutoCloseable {
    /** @param step matching steps that the generator had taken */
    record Score(long step, double cosine) {}

    private static final String SCORE = "best.json";
    private static final String WEIGHTS = "best.safetensors";
    private static final String RATE = "best-learning-rate.json";

    private final double learningRate;
    private Optional<Score> score = Optional.empty();
    private Optional<GeneratorWeights> weights = Optional.empty(); // there if a score is

    /**
     * @param learningRate of the training: another, after a retry, has another validation, with whose scores no score can be
     *     compared
     */
    BestGenerator(double learningRate) {
        this.learningRate = learningRate;
    }

    void offer(Generator generator, Score offered) {
        if (score.isEmpty() || offered.cosine() > score.get().cosine()) {
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
