package io.github.dilm4j.cli;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "completion",
        header = "Prints a script that completes commands and options in a shell.",
        description = "For bash and zsh, after dilm and ./dilm.",
        footer = {
            "",
            "Example:",
            "  source <(./dilm completion)",
            "  ./dilm completion > ~/.local/share/bash-completion/completions/dilm"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Console console;
    private final Supplier<CommandLine> all;

    /** @param all makes all commands */
    CompletionCommand(Console console, Supplier<CommandLine> all) {
        this.console = console;
        this.all = all;
    }

    @Override
    public Integer call() {
        console.result(
                AutoComplete.bash("dilm", all.get()).replace("\r\n", "\n").stripTrailing());
        return Failures.OK;
    }
}
