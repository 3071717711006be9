package io.github.dilm4j.cli;

import io.github.dilm4j.run.config.Presets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "config",
        header = "Shows complete configs to start from.",
        description = "Lists the presets, or prints one with comments, to save and edit.",
        footer = {"", "Example:", "  ./dilm config sst2-small > sst2.yaml"})
final class ConfigCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "PRESET", description = "Name of a preset.")
    private Optional<String> preset = Optional.empty();

    private final Console console;

    ConfigCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (preset.isPresent()) {
            console.result(Presets.yaml(preset.get()).stripTrailing());
            return Failures.OK;
        }
        int longest = Presets.names().stream().mapToInt(String::length).max().orElse(0);
        for (String name : Presets.names()) {
            console.result(name + " ".repeat(longest - name.length()) + "  " + Presets.summary(name));
        }
        return Failures.OK;
    }
}
