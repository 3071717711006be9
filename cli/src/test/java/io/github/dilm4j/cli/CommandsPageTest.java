package io.github.dilm4j.cli;

import io.github.dilm4j.GeneratedPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code docs/commands.md} is what {@code --help} prints. */
class CommandsPageTest {
    private static final int WIDTH = 100;
    private static final String HEAD = """
            # Commands

            <!-- Generated from the commands' --help; scripts/docs writes this page. -->

            This page holds the help of every command. [cli.md](cli.md) says what holds for several of them.
            """;

    @Test
    void thePageHoldsTheHelpOfEveryCommand() throws IOException {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        CommandLine root = new Dilm(new Console(nowhere, nowhere, false, WIDTH))
                .commands(new DilmCommand(), "")
                .setUsageHelpWidth(WIDTH);
        StringBuilder page = new StringBuilder(HEAD);
        write(root, page);
        GeneratedPage.check("commands.md", page.toString());
    }

    private static void write(CommandLine command, StringBuilder page) {
        page.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```text\n");
        page.append(
                command.getUsageMessage(Ansi.OFF).replaceAll("[ \\t]*\\R", "\n").strip());
        page.append("\n```\n");
        for (CommandLine subcommand :
                new LinkedHashSet<>(command.getSubcommands().values())) {
            write(subcommand, page);
        }
    }
}
