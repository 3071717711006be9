package io.github.dilm4j.experiment.estimate;

import io.github.dilm4j.generator.GeneratedText;
import io.github.dilm4j.generator.GenerationOptions;
import io.github.dilm4j.generator.Generator;
import java.util.HashMap;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Seconds of a generator's work, each measured when it is first asked for. Real texts replace the generator's. Closes the
 * generator.
 */
final class GeneratorTimes implements AutoCloseable {
    private static final int SCORED = 256; // texts
    private static final double WHOLE_STEP = 15; // seconds; a step needs most of a run's memory

    private final Supplier<Generator> open;
    private final GenerationOptions options;
    private final Samples samples;
    private final Probe probe = new Probe();
    private Optional<Generator> generator = Optional.empty();
    private Optional<Probe.Line> steps = Optional.empty(); // by the texts of the batch
    private Optional<Double> writing = Optional.empty();
    private Optional<Double> scoring = Optional.empty();

    /** @param open opens the generator, at its first use */
    GeneratorTimes(Supplier<Generator> open, GenerationOptions options, Samples samples) {
        this.open = open;
        this.options = options;
        this.samples = samples;
    }

    Generator generator() {
        if (generator.isEmpty()) {
            generator = Optional.of(open.get());
        }
        return generator.get();
    }

    /** Returns the seconds for one step of language modelling on this number of texts. */
    double trainStep(int batch) {
        if (steps.isEmpty()) {
            steps = Optional.of(Probe.ofSteps(WHOLE_STEP)
                    .line(
                            batch,
                            rows -> Probe.inTurn(i ->
                                    generator().trainStep(generator().encode(samples.part(i, rows)), 0, 1, i))));
        }
        return steps.get().at(batch);
    }

    /** Returns the seconds for the likelihood of one text. */
    double scoring() {
        if (scoring.isEmpty()) {
            double ofAll =
                    probe.seconds(SCORED, rows -> Probe.inTurn(i -> generator().nll(samples.part(i, rows))));
            scoring = Optional.of(ofAll / SCORED);
        }
        return scoring.get();
    }

    /** Returns the seconds for one generated text of the length of the data's texts. */
    double writing() {
        if (writing.isEmpty()) {
            int rows = options.batchRows();
            double tokens = generator().encode(samples.all()).stream()
                    .mapToInt(sequence -> sequence.length() - 1) // all but the label's token
                    .average()
                    .orElseThrow();
            Map<Integer, LongSummaryStatistics> written = new HashMap<>(); // tokens of a batch, by the limit of a text
            Probe.Line ofTokens = probe.line(
                    options.maxTokens() - 1, // all but the label's
                    limit -> Probe.inTurn(i -> written.computeIfAbsent(limit, any -> new LongSummaryStatistics())
                            .accept(generator().generate(0, rows, options.withMaxTokens(limit + 1), i).stream()
                                    .mapToInt(GeneratedText::tokens)
                                    .sum())),
                    limit -> written.get(limit).getAverage());
            writing = Optional.of(ofTokens.at(rows * tokens) / rows);
        }
        return writing.get();
    }

    @Override
    public void close() {
        generator.ifPresent(Generator::close);
    }
}
