package io.github.dilm4j.cli;

import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.experiment.estimate.Estimate;
import io.github.dilm4j.experiment.estimate.Estimator;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "estimate",
        header = "Estimates the time and memory of a run.",
        description = "Times a few steps of every stage on the run's data and models, extrapolates, and prints time and"
                + " memory of every stage, but not of evaluation.inContext; and the requests, tokens and cost of served"
                + " models, which it does not ask. Nothing is kept. The machine should be as busy as it will be during"
                + " the run.",
        footer = {"", "Example:", "  ./dilm estimate sst2.yaml matching.training.steps=200"})
final class EstimateCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions config;

    @Option(
            names = "--spark",
            paramLabel = "N",
            description = "Also estimate the run on N Spark executors, each as fast as this machine, and how long the"
                    + " driver works alone.")
    private Optional<Integer> executors = Optional.empty();

    private final Console console;

    EstimateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        executors.ifPresent(number -> Arguments.positive("--spark", number));
        ExperimentConfig experiment = config.load();
        Estimate estimate;
        try (Progress progress = Progress.on(console)) {
            estimate = Estimator.estimate(experiment, progress);
        }
        estimate.stages().forEach(stage -> print(stage.stage().label(), stage.seconds(), stage.peakMemoryBytes()));
        print("all", estimate.seconds(), estimate.peakMemoryBytes());
        executors.ifPresent(number -> plan(estimate, number));
        estimate.served().forEach(asked -> console.result(sentence(asked)));
        return Failures.OK;
    }

    private void plan(Estimate estimate, int number) {
        console.result(String.format(
                Locale.ROOT,
                "%-16s %12s; the driver works alone for %s of it",
                "on " + number + (number == 1 ? " executor" : " executors"),
                Quantities.duration(estimate.secondsOn(number)),
                Quantities.duration(estimate.secondsOnDriver())));
    }

    /** What is asked of a served model. */
    static String sentence(Estimate.Asked asked) {
        return String.format(
                Locale.ROOT,
                "%s asks %s: %,d requests, about %,d tokens sent and %,d received, %s; its time depends on the server",
                asked.stage().label(),
                asked.model(),
                asked.usage().requests(),
                asked.usage().promptTokens(),
                asked.usage().completionTokens(),
                asked.cost() == 0
                        ? "cost unknown without promptPrice and completionPrice"
                        : String.format(Locale.ROOT, "cost about %.4f", asked.cost()));
    }

    private void print(String name, double seconds, long bytes) {
        console.result(String.format(
                Locale.ROOT, "%-16s %12s %9s", name, Quantities.duration(seconds), Quantities.bytes(bytes)));
    }
}
