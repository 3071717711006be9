package io.github.dilm4j.cli;

import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.experiment.Transfers;
import io.github.dilm4j.export.Nearest;
import io.github.dilm4j.export.RunExport;
import io.github.dilm4j.hub.HubSettings;
import io.github.dilm4j.hub.Push;
import io.github.dilm4j.hub.RepoId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "push",
        header = "Uploads a run's sets to a repository of the Hugging Face hub.",
        description = {
            "Uploads the data set folder that export writes, with its card, as one commit, and with --generator the"
                    + " generator's folder to a model repository. Without --yes it sends nothing, and prints the files"
                    + " instead. A repository that is missing is created, private unless --public is given. The token"
                    + " is that of HF_TOKEN or 'hf auth login'."
        },
        footer = {
            "",
            "Example:",
            "  ./dilm push reviews-distilled me/reviews-distilled",
            "  ./dilm push reviews-distilled me/reviews-distilled --yes"
        })
final class PushCommand implements Callable<Integer> {
    private static final String COMMIT = "Upload a distilled set with dilm4j";

    @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a finished run.")
    private Path run;

    @Parameters(index = "1", paramLabel = "REPOSITORY", description = "The data set's repository, as org/name.")
    private String repository;

    @Option(
            names = "--generator",
            paramLabel = "REPOSITORY",
            description = "Also upload the generator to this model repository, as org/name.")
    private Optional<String> generator = Optional.empty();

    @Option(names = "--public", description = "Let everybody see the repositories (default: private).")
    private boolean isPublic;

    @Option(names = "--yes", description = "Upload; without it, only print what would be uploaded.")
    private boolean yes;

    @Mixin
    private ExportOptions options;

    private final Console console;
    private final Map<String, String> environment;

    /** @param environment has the hub's variables */
    PushCommand(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = environment;
    }

    /** A folder for a repository. */
    private record Part(RepoId id, Path folder) {}

    @Override
    public Integer call() {
        options.check();
        RepoId dataSet = id(RepoId.Kind.DATASET, "REPOSITORY", repository);
        Optional<RepoId> model = generator.map(name -> id(RepoId.Kind.MODEL, "--generator", name));
        HubSettings hub = HubSettings.of(environment);
        RunExport export = RunExport.of(run);
        Path folder = temporary();
        try {
            Part sets = new Part(dataSet, folder.resolve("dataset"));
            options.write(
                    console,
                    run,
                    export,
                    Nearest.OVERLAP,
                    content -> export.writeDataSet(
                            sets.folder(), content, options.publication(Optional.of(dataSet.toString()))));
            Optional<Part> writer = model.map(id -> new Part(id, folder.resolve("generator")));
            writer.ifPresent(part -> export.writeGenerator(
                    part.folder(), options.publication(Optional.of(part.id().toString()))));
            for (Part part : Stream.concat(Stream.of(sets), writer.stream()).toList()) {
                if (yes) {
                    upload(part, hub);
                } else {
                    show(part, hub.endpoint());
                }
            }
        } finally {
            Folders.delete(folder);
        }
        if (!yes) {
            console.note("nothing was uploaded; add --yes to upload");
        }
        return Failures.OK;
    }

    private static RepoId id(RepoId.Kind kind, String option, String name) {
        return RepoId.parse(kind, name)
                .filter(id -> name.matches("[^/@]+/[^/@]+"))
                .orElseThrow(() -> new InputException(
                        option + ": '" + name + "' is not the name of a repository; write it as org/name"));
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("dilm-push-");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    System.getProperty("java.io.tmpdir") + ": cannot be written to (" + IoReason.of(e) + ")", e);
        }
    }

    private void show(Part part, URI endpoint) {
        List<Path> files = files(part.folder());
        long bytes = files.stream().mapToLong(PushCommand::bytes).sum();
        console.result("to the " + visibility() + " " + kind(part) + " " + part.id() + " at " + endpoint + ", "
                + files.size() + " files, " + Quantities.bytes(bytes) + ":");
        for (Path file : files) {
            console.result(String.format(
                    "%10s  %s",
                    Quantities.bytes(bytes(file)),
                    part.folder().relativize(file).toString().replace('\\', '/')));
        }
    }

    private void upload(Part part, HubSettings hub) {
        Push.Outcome outcome;
        try (Progress progress = Progress.on(console)) {
            outcome = new Push(hub, Transfers.sending(progress)).push(part.id(), !isPublic, part.folder(), COMMIT);
        }
        outcome.warnings()
                .forEach(warning -> console.warn("the hub says of the card of " + part.id() + ": " + warning));
        console.note(
                (outcome.created() ? "created the " + visibility() + " " + kind(part) + " " + part.id() + "; " : "")
                        + "uploaded " + outcome.sent() + " files"
                        + (outcome.unchanged() > 0 ? ", " + outcome.unchanged() + " were there already" : ""));
        console.result(outcome.page().toString());
    }

    private String visibility() {
        return isPublic ? "public" : "private";
    }

    private static String kind(Part part) {
        return part.id().kind() == RepoId.Kind.MODEL ? "model" : "data set";
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be listed (" + IoReason.of(e) + ")", e);
        }
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
    }
}
