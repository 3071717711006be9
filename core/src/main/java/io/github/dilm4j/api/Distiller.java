package io.github.dilm4j.api;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.TemporaryFolder;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.data.TaskKeys;
import io.github.dilm4j.experiment.Experiment;
import io.github.dilm4j.experiment.OwnFolder;
import io.github.dilm4j.experiment.SetScoring;
import io.github.dilm4j.experiment.Transfers;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.RunEvent;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.setup.Handover;
import io.github.dilm4j.setup.Request;
import io.github.dilm4j.setup.Setup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Distils labelled texts, as {@code ./dilm distill} does: it splits the rows, picks models and sizes, trains a
 * generator, and gives the best set of each size. For one call of {@link #distill}, which takes minutes to hours;
 * {@link #cancel} may come from any thread.
 */
public final class Distiller {
    private static final String TEXT = "text";
    private static final String LABEL = "label";

    private final List<LabelledText> rows;
    private final Request request; // without the data
    private final Optional<Path> folder;
    private final EventSink progress;
    private final PieceRunner pieces;
    private final StopRequest stop = new StopRequest();

    private Distiller(
            List<LabelledText> rows, Request request, Optional<Path> folder, EventSink progress, PieceRunner pieces) {
        this.rows = rows;
        this.request = request;
        this.folder = folder;
        this.progress = progress;
        this.pieces = pieces;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Does all of the work.
     *
     * @throws InputException if the texts cannot be used, with a sentence that says why
     * @throws StopRequest.StoppedException after {@link #cancel}; with a folder of its own, the same call resumes it
     *     later
     */
    public Distillation distill() {
        if (folder.isPresent()) {
            return in(folder.get());
        }
        try (TemporaryFolder scratch = new TemporaryFolder("dilm4j-distiller")) {
            return in(scratch.path());
        }
    }

    /** Makes {@link #distill} stop at its next checkpoint. */
    public void cancel() {
        stop.request();
    }

    private Distillation in(Path run) {
        OwnFolder.require(new RunFolder(run));
        Setup setup = Setup.in(run, request.withData(written(run).toString()), Transfers.fetching(progress));
        setup.warnings().forEach(sentence -> progress.accept(new RunEvent.Warning(RunEvent.now(), "setup", sentence)));
        ExperimentConfig config = setup.config();
        Results results = new Experiment(config, run, progress, stop).on(pieces).run();
        List<Handover> best = Handover.of(SetScoring.of(config, run, progress, stop, pieces));
        Handover.write(run, best);
        return new Distillation(
                best.stream()
                        .map(each -> set(each, ExampleFiles.read(each.file(run), results.task()), results.task()))
                        .toList(),
                results);
    }

    private Path written(Path run) {
        Path file = run.resolve("rows.jsonl");
        List<String> names = request.labels();
        ExampleFiles.write(
                file,
                rows.stream()
                        .map(row -> Example.of(row.text(), names.indexOf(row.label())))
                        .toList(),
                Task.of(TaskKeys.OPTIONS, "texts", List.of(TEXT), LABEL, names, Metric.ACCURACY));
        return file;
    }

    private static DistilledSet set(Handover best, List<Example> examples, Task task) {
        return new DistilledSet(
                best.dpc(),
                examples.stream()
                        .map(example -> new LabelledText(
                                example.texts().get(0), task.labels().get(example.label())))
                        .toList(),
                best.written().score(),
                best.random());
    }

    /** What to distil, and how. Texts and labels are needed; everything else is picked. */
    public static final class Builder {
        private final List<String> texts = new ArrayList<>();
        private final List<String> labels = new ArrayList<>();
        private final List<String> settings = new ArrayList<>();
        private List<Integer> dpc = List.of();
        private Optional<String> learner = Optional.empty();
        private Optional<String> generator = Optional.empty();
        private Optional<Path> folder = Optional.empty();
        private boolean fromNothing;
        private long seed = 42;
        private EventSink progress = EventSink.NONE;
        private PieceRunner pieces = PieceRunner.LOCAL;

        private Builder() {}

        /** Adds texts. */
        public Builder texts(Collection<String> more) {
            texts.addAll(more);
            return this;
        }

        /** Adds texts. */
        public Builder texts(Stream<String> more) {
            more.forEach(texts::add);
            return this;
        }

        /** Adds the labels' names, one for each text and in their order. */
        public Builder labels(Collection<String> more) {
            labels.addAll(more);
            return this;
        }

        /** Adds the labels' names, one for each text and in their order. */
        public Builder labels(Stream<String> more) {
            more.forEach(labels::add);
            return this;
        }

        /** Adds texts with their labels. */
        public Builder rows(Stream<LabelledText> more) {
            more.forEach(row -> {
                texts.add(row.text());
                labels.add(row.label());
            });
            return this;
        }

        /**
         * Sets the sizes of the sets, in texts per label. The default is 5, 10 and 20, as far as the data have so many
         * texts.
         */
        public Builder dpc(int... sizes) {
            dpc = Arrays.stream(sizes).boxed().toList();
            return this;
        }

        /** Sets the folder or hub id of the classifier that the sets teach. */
        public Builder learner(String model) {
            learner = Optional.of(model);
            return this;
        }

        /** Sets the folder or hub id of the language model that writes the texts. */
        public Builder generator(String model) {
            generator = Optional.of(model);
            return this;
        }

        /** Trains the models that are not named from scratch on the texts, and downloads nothing. */
        public Builder fromNothing() {
            fromNothing = true;
            return this;
        }

        /** Keeps the run, with report and generator, in a folder; a call that was stopped goes on there. */
        public Builder folder(Path run) {
            folder = Optional.of(run);
            return this;
        }

        /** Sets the root seed of all random numbers. */
        public Builder seed(long root) {
            seed = root;
            return this;
        }

        /** Overrides settings of the config that would otherwise be picked, such as {@code "distil.sets=5"}. */
        public Builder settings(String... more) {
            settings.addAll(Arrays.asList(more));
            return this;
        }

        /** Sets the listener for the run's events. The worker threads call it. */
        public Builder progress(EventSink listener) {
            progress = listener;
            return this;
        }

        /** Sets what does the independent parts of the work, such as a cluster; the results stay the same. */
        public Builder on(PieceRunner runner) {
            pieces = runner;
            return this;
        }

        /** @throws InputException if there are no texts, or if the number of labels differs from that of the texts */
        public Distiller build() {
            if (texts.isEmpty() || texts.size() != labels.size()) {
                throw new InputException("a distiller needs a label for every text, got " + texts.size() + " texts and "
                        + labels.size() + " labels; give as many labels as texts");
            }
            List<LabelledText> rows = IntStream.range(0, texts.size())
                    .mapToObj(i -> new LabelledText(texts.get(i), labels.get(i)))
                    .toList();
            return new Distiller(rows, request(), folder, progress, pieces);
        }

        private Request request() {
            return new Request(
                    "",
                    Optional.empty(),
                    List.of(TEXT),
                    Optional.of(LABEL),
                    labels.stream().distinct().toList(),
                    Optional.empty(),
                    dpc,
                    learner,
                    generator,
                    fromNothing,
                    seed,
                    settings);
        }
    }
}
