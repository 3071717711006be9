package io.github.dilm4j.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.dilm4j.audit.CentroidTeacher;
import io.github.dilm4j.audit.CopyFinder;
import io.github.dilm4j.audit.Membership;
import io.github.dilm4j.audit.SetAudit;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.Printable;
import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.base.RealPath;
import io.github.dilm4j.data.ByLabel;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.data.TaskKeys;
import io.github.dilm4j.learner.Encoders;
import io.github.dilm4j.learner.FolderEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "audit",
        header = "Reports copies of real texts and other faults in a set of texts.",
        description = {
            "Looks for copies: verbatim, with other letter case or punctuation (recased), with one word or one in ten"
                    + " changed (near), or with " + CopyFinder.RUN
                    + " words in a row or more (passage). Looks for texts that are repeated in the set, have no word,"
                    + " or seem cut off, and with --encoder for labels that a simple classifier of the real texts"
                    + " contradicts. Prints the findings with the real text beside each, and compares the variety of"
                    + " words with that of equally many real texts."
        },
        footer = {
            "",
            "Example:",
            "  ./dilm audit run/distilled.jsonl --against run/data/train.jsonl --drop-copies --out clean.jsonl"
        })
final class AuditCommand implements Callable<Integer> {
    private static final int TAUGHT_BY = 200; // real texts per label, embedded for the classifier
    private static final int SEED = 1; // of the texts that are drawn for comparison

    @Parameters(
            index = "0",
            paramLabel = "SET",
            description = "The set: .jsonl, .tsv, .csv (each also .gz) or .parquet.")
    private Path set;

    @Option(
            names = "--against",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "The real texts that the set was made from.")
    private List<Path> against;

    @Option(
            names = "--held-out",
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Real texts that the set was not made from; tests whether the set tells which texts it was made"
                            + " from.")
    private List<Path> heldOut = List.of();

    @Option(
            names = "--encoder",
            paramLabel = "DIR",
            description =
                    "Model folder or hub id; checks the labels by the nearest mean of the real texts' embeddings.")
    private Optional<Path> encoder = Optional.empty();

    @Mixin
    private MaxTokensOption maxTokens;

    @Option(names = "--drop-copies", description = "Write the set without copies and repeated texts to --out.")
    private boolean dropCopies;

    @Option(names = "--out", paramLabel = "FILE", description = "For --drop-copies: .jsonl, .tsv or .csv.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "Every row's findings.")
    private Optional<Path> json = Optional.empty();

    @Mixin
    private TaskOptions task;

    @Mixin
    private Outputs outputs;

    @Mixin
    private EngineOptions engine;

    private final Console console;

    AuditCommand(Console console) {
        this.console = console;
    }

    /** A row of the file of {@code --json}; {@code copy} and {@code real} are empty for other texts. */
    private record Finding(
            int row,
            List<String> texts,
            String label,
            String copy,
            int wordsInARow,
            List<String> real,
            List<String> flags,
            String teacher) {}

    /** The file of {@code --json}; {@code membership} is empty without {@code --held-out}. */
    private record Findings(
            SetAudit.Variety set,
            SetAudit.Variety real,
            double knownWords,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Membership> membership,
            List<Finding> rows) {}

    @Override
    public Integer call() {
        check();
        Task named = task.found(against, Metric.ACCURACY, console);
        List<Example> real = task.read(against, named, task.ordered(against));
        List<Example> examples = task.read(List.of(set), named, task.ordered(against));
        List<Integer> teacher =
                encoder.map(model -> teacher(model, named, real, examples)).orElse(List.of());
        SetAudit audit = SetAudit.of(examples, real, teacher, new RandomStreams(SEED));
        Optional<Membership> membership = membership(examples, real, named);
        print(audit, named);
        membership.ifPresent(found -> console.result(sentence(found)));
        json.ifPresent(file -> AtomicFiles.writeString(file, Json.pretty(findings(audit, membership, named))));
        if (dropCopies) {
            List<Example> kept = audit.rows().stream()
                    .filter(row -> !row.isCopy())
                    .map(SetAudit.Row::example)
                    .toList();
            ExampleOutput.write(out.orElseThrow(), kept, named);
            console.note("wrote " + kept.size() + " of " + examples.size() + " texts to " + out.get());
        }
        return Failures.OK;
    }

    private void check() {
        maxTokens.check();
        List<Outputs.Input> inputs = Outputs.inputs(
                Outputs.Input.of("SET", List.of(set)),
                Outputs.Input.of("--against", against),
                Outputs.Input.of("--held-out", heldOut),
                Outputs.Input.of("--encoder", encoder));
        if (dropCopies) {
            ExampleOutput.check(Arguments.needed("--out", out, "--drop-copies"), outputs, inputs);
        } else if (out.isPresent()) {
            throw new InputException(
                    "--out: needs --drop-copies, which writes this file; add --drop-copies, or leave --out out");
        }
        json.ifPresent(file -> {
            outputs.requireFile("--json", file, inputs);
            if (out.isPresent() && RealPath.of(file).equals(RealPath.of(out.get()))) {
                throw InputException.at(file, "is named with --out too; name another file with --json");
            }
        });
    }

    private Optional<Membership> membership(List<Example> examples, List<Example> real, Task named) {
        if (heldOut.isEmpty()) {
            return Optional.empty();
        }
        List<Example> others = task.read(heldOut, named, task.ordered(against));
        Optional<Membership> found = Membership.of(examples, real, others, new RandomStreams(SEED));
        if (found.isEmpty()) {
            throw new InputException(
                    "--held-out: at least two texts must be there that are not in --against; name texts"
                            + " that the set was not made from");
        }
        return found;
    }

    private static String sentence(Membership found) {
        return String.format(
                Locale.ROOT,
                "membership: of a text of --against and one of --held-out, the first is nearer to the set in %.1f %%"
                        + " [%.1f, %.1f] of the pairs (%d and %d texts); %s",
                100 * found.area().area(),
                100 * found.area().low(),
                100 * found.area().high(),
                found.members(),
                found.others(),
                found.tells() ? "more than chance: the set tells which texts it was made from" : "no more than chance");
    }

    /** The labels of the set by the nearest mean of real texts. */
    private List<Integer> teacher(Path model, Task named, List<Example> real, List<Example> examples) {
        ByLabel.requireEvery(real, named, against.get(0), TaskKeys.OPTIONS);
        List<Example> taught = ByLabel.group(real, named.labelCount()).stream()
                .flatMap(ofLabel -> sample(ofLabel).stream())
                .toList();
        try (FolderEncoder loaded = Encoders.open(
                new NamedModels(console).folder(model),
                named.labelCount(),
                maxTokens.value(),
                engine.start(),
                console::warn)) {
            LongTexts texts = new LongTexts(console, model.toString(), maxTokens.value());
            texts.warn("texts of SET", examples, loaded.parts());
            texts.warn("texts of --against", taught, loaded.parts());
            CentroidTeacher teacher = new CentroidTeacher(
                    loaded.encoder().embed(taught),
                    taught.stream().map(Example::label).toList(),
                    named.labelCount());
            return Arrays.stream(loaded.encoder().embed(examples))
                    .map(teacher::label)
                    .toList();
        }
    }

    private static List<Example> sample(List<Example> ofLabel) {
        int[] order = RandomStreams.permutation(ofLabel.size(), new RandomStreams(SEED).stream("teacher"));
        return Arrays.stream(order).limit(TAUGHT_BY).mapToObj(ofLabel::get).toList();
    }

    private void print(SetAudit audit, Task named) {
        console.result(summary(audit));
        for (int i = 0; i < audit.rows().size(); i++) {
            SetAudit.Row row = audit.rows().get(i);
            if (!row.isSound()) {
                console.result((i + 1) + ": " + verdict(row, named) + ": "
                        + named.labels().get(row.example().label()) + ": " + line(row.example()));
                row.copy().ifPresent(copy -> console.result("   real: " + line(copy.real())));
            }
        }
        console.result(String.format(Locale.ROOT, "%-22s %9s %12s", "", "the set", "real texts"));
        comparison(
                "words of a text",
                "%.1f",
                audit.variety().words(),
                audit.realVariety().words());
        comparison(
                "distinct-1",
                "%.3f",
                audit.variety().distinct1(),
                audit.realVariety().distinct1());
        comparison(
                "distinct-2",
                "%.3f",
                audit.variety().distinct2(),
                audit.realVariety().distinct2());
        comparison(
                "different words",
                "%.0f",
                audit.variety().vocabulary(),
                audit.realVariety().vocabulary());
        console.result(
                Quantities.percent(audit.knownWords()) + " % of the set's different words occur in the real texts");
        if (encoder.isEmpty()) {
            console.note("labels were not checked; name a model with --encoder to check them");
        }
    }

    private void comparison(String name, String format, double ofSet, double ofReal) {
        console.result(String.format(
                Locale.ROOT,
                "%-22s %9s %12s",
                name,
                String.format(Locale.ROOT, format, ofSet),
                String.format(Locale.ROOT, format, ofReal)));
    }

    private static String summary(SetAudit audit) {
        long copies =
                audit.rows().stream().filter(row -> row.copy().isPresent()).count();
        String kinds = Arrays.stream(CopyFinder.Kind.values())
                .filter(kind -> audit.count(kind) > 0)
                .map(kind -> audit.count(kind) + " " + SetAudit.word(kind))
                .collect(Collectors.joining(", "));
        String flags = Arrays.stream(SetAudit.Flag.values())
                .filter(flag -> audit.count(flag) > 0)
                .map(flag -> ", " + audit.count(flag) + " " + word(flag))
                .collect(Collectors.joining());
        return copies + " of " + audit.rows().size() + " texts are copies" + (kinds.isEmpty() ? "" : " (" + kinds + ")")
                + flags + "; "
                + audit.rows().stream().filter(SetAudit.Row::isSound).count() + " are sound";
    }

    private static String word(SetAudit.Flag flag) {
        return switch (flag) {
            case REPEATED -> "repeated";
            case EMPTY -> "without a word";
            case CUT -> "cut off";
            case LABEL -> "with a doubtful label";
        };
    }

    private static String verdict(SetAudit.Row row, Task named) {
        Stream<String> copy = row.copy().stream()
                .map(found -> SetAudit.word(found.kind())
                        + (found.kind() == CopyFinder.Kind.PASSAGE ? " of " + found.run() + " words" : ""));
        Stream<String> flags = Arrays.stream(SetAudit.Flag.values())
                .filter(row.flags()::contains)
                .map(flag -> flag == SetAudit.Flag.LABEL
                        ? "label rather " + named.labels().get(row.teacher().orElseThrow())
                        : word(flag));
        return Stream.concat(copy, flags).collect(Collectors.joining(", "));
    }

    private static String line(Example example) {
        return Printable.textLine(String.join(" | ", example.texts()));
    }

    private static Findings findings(SetAudit audit, Optional<Membership> membership, Task named) {
        List<Finding> rows = new ArrayList<>();
        for (int i = 0; i < audit.rows().size(); i++) {
            SetAudit.Row row = audit.rows().get(i);
            rows.add(new Finding(
                    i + 1,
                    row.example().texts(),
                    named.labels().get(row.example().label()),
                    row.copy().map(copy -> SetAudit.word(copy.kind())).orElse(""),
                    row.copy().map(CopyFinder.Copy::run).orElse(0),
                    row.copy().map(copy -> copy.real().texts()).orElse(List.of()),
                    Arrays.stream(SetAudit.Flag.values())
                            .filter(row.flags()::contains)
                            .map(SetAudit::word)
                            .toList(),
                    row.teacher().map(named.labels()::get).orElse("")));
        }
        return new Findings(
                audit.variety(),
                audit.realVariety(),
                audit.knownWords(),
                membership.stream().toList(),
                rows);
    }
}
