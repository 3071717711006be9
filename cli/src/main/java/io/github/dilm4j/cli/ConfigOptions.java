package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A config, with settings that replace its own. */
final class ConfigOptions {
    @Parameters(index = "0", paramLabel = "CONFIG", description = "A YAML config; paths in it begin at its folder.")
    private Path config;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "key=value",
            description = "Settings that replace the config's, such as matching.training.steps=200.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu, cuda or mps; replaces the config's.")
    private Optional<String> device = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the tensor engine; 0 for one per processor.")
    private Optional<Integer> threads = Optional.empty();

    /** @throws io.github.dilm4j.base.InputException with a line for each problem */
    ExperimentConfig load() {
        if (ExampleFiles.isKnown(config)) {
            throw InputException.at(
                    config, "is a file of data, not a config; './dilm distill " + config + "' makes a config for it");
        }
        List<String> settings = new ArrayList<>(overrides);
        device.ifPresent(name -> settings.add("device=" + name));
        threads.ifPresent(count -> settings.add("threads=" + count));
        return ExperimentConfig.load(config, settings);
    }

    /** These arguments, for a shell. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(config.toString());
        words.addAll(overrides);
        device.ifPresent(name -> words.addAll(List.of("--device", name)));
        threads.ifPresent(count -> words.addAll(List.of("--threads", count.toString())));
        return words;
    }
}
