package io.github.dilm4j.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.audit.NearestTexts;
import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.ExampleFiles;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.data.TextScorer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Writes a finished run's distilled sets and generator for others to use:
 *
 * <pre>
 * DIR/dataset/README.md           the card: fields, label names, how it was made
 * DIR/dataset/dpc5/set0.jsonl     one file per size and set, which Python sees as config dpc5, split set0
 * DIR/dataset/real/train.jsonl    real examples, where they may be published: config real, split train
 * DIR/generator/README.md         the model card
 * DIR/generator/…                 the generator as a Hugging Face folder
 * </pre>
 *
 * The same run and options give the same bytes. Nothing that is written holds a path of this machine.
 */
public final class RunExport {
    /** The name of the config of real examples. */
    static final String REAL = "real";

    private static final String CARD = "README.md";

    private final RunSource source;

    private RunExport(RunSource source) {
        this.source = source;
    }

    /** @throws InputException if the folder holds no finished run with a generator and its sets */
    public static RunExport of(Path runFolder) {
        return new RunExport(RunSource.open(runFolder));
    }

    public Task task() {
        return source.task();
    }

    /** The folder of the generator that wrote the sets. */
    public Path generator() {
        return source.generator();
    }

    /** Longest text in the generator's tokens, label and end tokens included. */
    public int maxTokens() {
        return source.config().generator().maxTokens();
    }

    /**
     * The run's training files, if they can be found where its config says.
     *
     * @throws InputException if not
     */
    public List<Path> trainingFiles() {
        return source.trainingFiles();
    }

    /**
     * Writes everything beside the target and then renames it, so that the target is complete or absent.
     *
     * @return the number of rows written
     * @throws InputException if {@code target} exists already, or a file of the run cannot be used
     */
    public int write(Path target, DataSetContent content, Publication publication) {
        if (Files.exists(target)) {
            throw InputException.at(target, "exists already; name a new folder, or remove it");
        }
        AtomicInteger rows = new AtomicInteger();
        AtomicFiles.writeFolder(target, beside -> {
            rows.set(writeDataSet(beside.resolve("dataset"), content, publication));
            writeGenerator(beside.resolve("generator"), publication);
        });
        return rows.get();
    }

    /**
     * Writes the data set alone.
     *
     * @return the number of rows written
     */
    public int writeDataSet(Path folder, DataSetContent content, Publication publication) {
        DataSetFields fields =
                new DataSetFields(task(), content.nearest(), content.scorer().isPresent());
        Optional<NearestTexts> nearest = content.nearest() == Nearest.NONE
                ? Optional.empty()
                : Optional.of(new NearestTexts(ExampleFiles.read(content.train(), task())));
        int rows = writeSets(folder, fields, content.scorer(), nearest);
        content.real().forEach((split, examples) -> writeReal(folder, split, examples));
        AtomicFiles.writeString(folder.resolve(CARD), DataSetCard.of(source, fields, content.real(), publication));
        return rows;
    }

    /** Writes the generator alone. */
    public void writeGenerator(Path folder, Publication publication) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be created (" + IoReason.of(e) + ")", e);
        }
        for (Path file : Folders.files(generator())) {
            AtomicFiles.write(folder.resolve(file.getFileName()), beside -> Files.copy(file, beside));
        }
        AtomicFiles.writeString(folder.resolve(CARD), GeneratorCard.of(source, publication));
    }

    /** The name of a config (a size) in the card. */
    static String configName(int dpc) {
        return "dpc" + dpc;
    }

    /** The name of a split (a set) in the card. */
    static String splitName(int set) {
        return "set" + set;
    }

    private int writeSets(Path folder, DataSetFields fields, Optional<TextScorer> scorer, Optional<NearestTexts> real) {
        int rows = 0;
        for (int dpc : source.dpcs()) {
            for (int set = 0; set < source.sets(); set++) {
                List<Example> examples = ExampleFiles.read(source.distilled(dpc, set), task());
                Optional<double[]> scores = scorer.map(s -> s.score(examples));
                StringBuilder lines = new StringBuilder();
                for (int i = 0; i < examples.size(); i++) {
                    int row = i;
                    lines.append(Json.line(row(
                                    examples.get(i),
                                    fields,
                                    scores.map(s -> s[row]),
                                    real.flatMap(r -> r.to(examples.get(row))))))
                            .append('\n');
                }
                AtomicFiles.writeString(
                        folder.resolve(configName(dpc)).resolve(splitName(set) + ".jsonl"), lines.toString());
                rows += examples.size();
            }
        }
        return rows;
    }

    private ObjectNode row(
            Example example, DataSetFields fields, Optional<Double> score, Optional<NearestTexts.Nearest> nearest) {
        ObjectNode row = own(example);
        List<String> names = task().textFields();
        row.put(DataSetFields.GENERATOR, source.writtenBy().sha256(example));
        row.put(DataSetFields.SEED, source.manifest().rootSeed());
        score.ifPresent(value -> row.put(DataSetFields.LOG_PROBABILITY, value));
        if (fields.nearest() == Nearest.TEXT) {
            for (int i = 0; i < names.size(); i++) {
                int field = i;
                row.put(
                        DataSetFields.nearestOf(names.get(i)),
                        nearest.map(found -> found.example().texts().get(field)).orElse(null));
            }
        }
        if (fields.nearest() != Nearest.NONE) {
            row.put(
                    DataSetFields.OVERLAP,
                    nearest.map(NearestTexts.Nearest::overlap).orElse(0.0));
        }
        return row;
    }

    private void writeReal(Path folder, String split, List<Example> examples) {
        String lines =
                examples.stream().map(example -> Json.line(own(example)) + "\n").collect(Collectors.joining());
        AtomicFiles.writeString(folder.resolve(REAL).resolve(split + ".jsonl"), lines);
    }

    /** The fields of the task. */
    private ObjectNode own(Example example) {
        ObjectNode row = Json.STRICT.createObjectNode();
        List<String> names = task().textFields();
        for (int i = 0; i < names.size(); i++) {
            row.put(names.get(i), example.texts().get(i));
        }
        return row.put(task().labelField(), task().labels().get(example.label()));
    }
}
