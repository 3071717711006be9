package io.github.dilm4j.cli;

import io.github.dilm4j.base.HomeFolder;
import io.github.dilm4j.base.Printable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code dilm}. */
public final class Dilm {
    private static final int WIDEST_HELP = 110;
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    private final Console console;
    private final RunFolders folders = new RunFolders();

    Dilm(Console console) {
        this.console = console;
    }

    /** Runs a command and exits with its code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs a command in this process; returns 0, 2 for wrong input, 1 for a failure of the program. */
    public static int run(String... args) {
        Locale.setDefault(Locale.ROOT); // the program speaks English; libraries write digits by this
        if (!Path.of(System.getProperty("user.home")).isAbsolute()) { // for a user without an entry in the system
            System.setProperty(
                    "user.home",
                    HomeFolder.of(System.getenv()).orElse(TEMPORARY).toString());
        }
        return new Dilm(Console.ofProcess()).execute(args);
    }

    /** @return the exit code */
    int execute(String... args) {
        DilmCommand root = new DilmCommand();
        Failures failures = new Failures(console);
        CommandLine commands = commands(root, args.length == 0 ? "" : args[0])
                .setOut(console.out())
                .setErr(console.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(
                        Math.max(UsageMessageSpec.DEFAULT_USAGE_WIDTH, Math.min(WIDEST_HELP, console.columns())))
                .setParameterExceptionHandler((e, ignored) -> usageError(e))
                .setExecutionExceptionHandler(
                        (e, command, result) -> failures.report(e, folders.current(), root.debug()));
        if (args.length == 0) {
            commands.usage(console.out());
            return Failures.OK;
        }
        try {
            return commands.execute(args);
        } catch (Error e) { // picocli hands on exceptions only
            return failures.report(e, folders.current(), root.debug());
        }
    }

    /**
     * @param only the name of the one command to make, since making a command loads the classes that it uses; the method
     *     makes all commands if none has this name
     */
    CommandLine commands(DilmCommand root, String only) {
        CommandLine commands = new CommandLine(root);
        commands.getCommandSpec()
                .usageMessage()
                .header("Distils a labelled text data set into a few synthetic texts per class.")
                .footer(
                        "",
                        "Example:",
                        "  ./dilm demo",
                        "  ./dilm distill reviews.csv --dpc 10",
                        "",
                        "Run COMMAND --help for details.");
        Map<String, Supplier<Object>> all = subcommands();
        all.forEach((name, command) -> {
            if (!all.containsKey(only) || name.equals(only)) {
                commands.addSubcommand(name, command.get());
            }
        });
        return commands.registerConverter(Path.class, Dilm::path);
    }

    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + name + "' cannot be the name of a file on this system ("
                    + e.getReason() + "); rename it, or set a UTF-8 locale such as LC_ALL=C.UTF-8");
        }
    }

    /** By name, in the order of the help. */
    private Map<String, Supplier<Object>> subcommands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("demo", () -> new DemoCommand(console, folders));
        commands.put("distill", () -> new DistillCommand(console, folders));
        commands.put("run", () -> new RunCommand(console, folders));
        commands.put("estimate", () -> new EstimateCommand(console));
        commands.put("config", () -> new ConfigCommand(console));
        commands.put("select", () -> new SelectCommand(console));
        commands.put("generate", () -> new GenerateCommand(console));
        commands.put("evaluate", () -> new EvaluateCommand(console));
        commands.put("audit", () -> new AuditCommand(console));
        commands.put("report", () -> new ReportCommand(console));
        commands.put("compare", () -> new CompareCommand(console));
        commands.put("export", () -> new ExportCommand(console));
        commands.put("push", () -> new PushCommand(console, System.getenv()));
        commands.put("tokenizer", this::tokenizer);
        commands.put("pretrain", () -> new PretrainCommand(console));
        commands.put("completion", () -> new CompletionCommand(console, () -> commands(new DilmCommand(), "")));
        return commands;
    }

    private CommandLine tokenizer() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().header("Trains tokenizers.").footer("", "Example:", "  ./dilm tokenizer train --help");
        return new CommandLine(spec).addSubcommand(new TokenizerCommand(console));
    }

    /** Prints one sentence and a pointer to the help. */
    private int usageError(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        StringBuilder sentence = new StringBuilder(Printable.line(e.getMessage()));
        if (e instanceof UnmatchedArgumentException unmatched) {
            Optional<String> suggestion = unmatched.getSuggestions().stream().findFirst();
            suggestion.ifPresent(
                    name -> sentence.append(", did you mean '").append(name).append("'?"));
        }
        console.note(sentence + "; see " + command + " --help");
        return Failures.INPUT;
    }

    /** The run folder of a command, for logs of failures. */
    static final class RunFolders {
        private Optional<Path> current = Optional.empty();

        void enter(Path folder) {
            current = Optional.of(folder);
        }

        Optional<Path> current() {
            return current;
        }
    }
}
