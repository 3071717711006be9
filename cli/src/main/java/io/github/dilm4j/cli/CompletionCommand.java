package io.github.dilm4j.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        header = "Prints what makes a shell complete commands and options.",
        description = "For bash and zsh, of words after dilm and ./dilm.",
        footer = {
            "",
            "Example:",
            "  source <(./dilm completion)",
            "  ./dilm completion > ~/.local/share/bash-completion/completions/dilm"
        })
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    private final Console console;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.result(AutoComplete.bash("dilm", spec.root().commandLine())
                .replace("\r\n", "\n")
                .stripTrailing());
        return Failures.OK;
    }
}
