package io.github.dilm4j.spark;

import io.github.dilm4j.api.Distiller;
import io.github.dilm4j.api.LabelledText;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.CachingEncoder;
import io.github.dilm4j.coreset.Encoder;
import io.github.dilm4j.coreset.RandomSelector;
import io.github.dilm4j.coreset.RidgeReference;
import io.github.dilm4j.coreset.SetSelector;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.experiment.stage.PieceEncoder;
import io.github.dilm4j.experiment.stage.Settings;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.run.config.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Replaces a data set of labelled texts by a small one: a few of its rows for each label, or texts that a generator
 * writes. The result has one row of label and text for each. It is for training data only. A pipeline that also reads
 * test data belongs in a {@link DistilledPipeline}.
 *
 * <pre>{@code
 * Dataset<Row> small = new TextDistiller()
 *         .setInputCol("sentence").setLabelCol("label").setDpc(20).setEncoder("models/all-MiniLM-L6-v2")
 *         .transform(rows);
 * }</pre>
 *
 * <p>The method {@code k-centers} works on any number of rows, which stay on the executors. For the others, the driver
 * holds the rows; executors embed them, train learners and write texts.
 */
public final class TextDistiller extends Transformer implements DefaultParamsWritable {
    private static final long serialVersionUID = 1L;
    private static final String NONE = "";
    private static final long SEED = 42;
    private static final List<String> METHODS = Arrays.stream(Method.values())
            .filter(method -> method.selectsSets() || method == Method.DILM)
            .map(Method::label)
            .toList();

    private final String uid;
    private final Param<String> inputCol;
    private final Param<String> secondInputCol;
    private final Param<String> labelCol;
    private final IntParam dpc;
    private final Param<String> encoder;
    private final IntParam maxTokens;
    private final LongParam seed;
    private final Param<String> method;
    private final Param<String> learner;
    private final Param<String> generator;
    private final Param<String> runFolder;
    private final StringArrayParam settings;

    public TextDistiller() {
        this(Identifiable.randomUID("textDistiller"));
    }

    /** Used by Spark to open a saved one. */
    public TextDistiller(String uid) {
        this.uid = uid;
        this.inputCol = new Param<>(this, "inputCol", "column of the text");
        this.secondInputCol = new Param<>(this, "secondInputCol", "column of the second text of a pair, '' if none");
        this.labelCol = new Param<>(this, "labelCol", "column of the label");
        this.dpc = new IntParam(this, "dpc", "distilled examples per class", ParamValidators.gtEq(1));
        this.encoder = new Param<>(this, "encoder", "folder of the model that embeds the texts");
        this.maxTokens = new IntParam(this, "maxTokens", "longer texts are cut", ParamValidators.gtEq(3));
        this.seed = new LongParam(this, "seed", "of the random numbers");
        this.method = new Param<>(this, "method", "one of " + METHODS, ParamValidators.inArray(METHODS));
        this.learner = new Param<>(this, "learner", "folder or hub id of the classifier that dilm's set teaches");
        this.generator = new Param<>(this, "generator", "folder or hub id of the model that writes dilm's texts");
        this.runFolder = new Param<>(this, "runFolder", "where dilm keeps its run, '' for nowhere");
        this.settings = new StringArrayParam(this, "settings", "of dilm's config");
        setDefault(method, Method.K_CENTERS.label());
        setDefault(learner, NONE);
        setDefault(generator, NONE);
        setDefault(runFolder, NONE);
        setDefault(secondInputCol, NONE);
        setDefault(labelCol, "label");
        setDefault(maxTokens, 128);
        setDefault(seed, SEED);
    }

    /** The text's column. */
    public TextDistiller setInputCol(String column) {
        return (TextDistiller) set(inputCol, column);
    }

    /** The second text's column, where an example is a pair of texts. */
    public TextDistiller setSecondInputCol(String column) {
        return (TextDistiller) set(secondInputCol, column);
    }

    /** The label's column, of any type that can be cast to a string and back; {@code label} by default. */
    public TextDistiller setLabelCol(String column) {
        return (TextDistiller) set(labelCol, column);
    }

    /** Distilled examples per class, at least 1. */
    public TextDistiller setDpc(int examples) {
        return (TextDistiller) set(dpc, examples);
    }

    /** The folder of the model that embeds the texts, as the driver sees it. Executors are sent the model. */
    public TextDistiller setEncoder(String folder) {
        return (TextDistiller) set(encoder, folder);
    }

    /** Longer texts are cut; 128 by default. */
    public TextDistiller setMaxTokens(int tokens) {
        return (TextDistiller) set(maxTokens, tokens);
    }

    /** The seed of the random numbers; 42 by default, as in a config. */
    public TextDistiller setSeed(long value) {
        return (TextDistiller) set(seed, value);
    }

    /**
     * How the rows are chosen: {@code k-centers} (the default), {@code random}, {@code herding}, {@code
     * facility-location}, {@code graph-cut}, {@code ridge}, or {@code dilm} for texts that a generator writes. All but
     * {@code random} and {@code dilm} need an encoder.
     */
    public TextDistiller setMethod(String name) {
        return (TextDistiller) set(method, name);
    }

    /** The folder or hub id of the classifier that the set of {@code dilm} teaches; picked by default. */
    public TextDistiller setLearner(String model) {
        return (TextDistiller) set(learner, model);
    }

    /** The folder or hub id of the language model that writes the texts of {@code dilm}; picked by default. */
    public TextDistiller setGenerator(String model) {
        return (TextDistiller) set(generator, model);
    }

    /**
     * Keeps the run of {@code dilm}, with its report, in a folder of the driver; a call that was stopped resumes there.
     */
    public TextDistiller setRunFolder(String folder) {
        return (TextDistiller) set(runFolder, folder);
    }

    /** Overrides settings of the config of {@code dilm}, such as {@code "distil.sets=5"}. */
    public TextDistiller setSettings(String... overrides) {
        return (TextDistiller) set(settings, overrides);
    }

    public Param<String> inputCol() {
        return inputCol;
    }

    public Param<String> secondInputCol() {
        return secondInputCol;
    }

    public Param<String> labelCol() {
        return labelCol;
    }

    public IntParam dpc() {
        return dpc;
    }

    public Param<String> encoder() {
        return encoder;
    }

    public IntParam maxTokens() {
        return maxTokens;
    }

    public LongParam seed() {
        return seed;
    }

    public Param<String> method() {
        return method;
    }

    public Param<String> learner() {
        return learner;
    }

    public Param<String> generator() {
        return generator;
    }

    public Param<String> runFolder() {
        return runFolder;
    }

    public StringArrayParam settings() {
        return settings;
    }

    @Override
    public String uid() {
        return uid;
    }

    /**
     * Finds the distilled set, label by label; it depends on the rows and the parameters alone, not on partitions.
     *
     * @throws InputException if a parameter is not set, a column is missing, a row has no label or no text, or a label
     *     has fewer than dpc different texts
     */
    @Override
    public Dataset<Row> transform(Dataset<?> rows) {
        Dataset<Row> data = rows.toDF();
        Method by = chosen();
        if (by == Method.K_CENTERS) {
            EmbeddingWork embedding = new EmbeddingWork(encoderFolder().toString(), (int) wanted(maxTokens));
            return new DistributedKCenters(embedding, DistributedKCenters.BLOCK_ROWS)
                    .select(data, columns(), (int) wanted(dpc), new RandomStreams((long) wanted(seed)));
        }
        PieceRunner pieces = new SparkPieceRunner(data.sparkSession());
        CollectedRows all = CollectedRows.of(data, columns());
        return columns().frame(by == Method.DILM ? written(all, pieces) : all.rows(selected(by, all, pieces)), data);
    }

    private Method chosen() {
        return Arrays.stream(Method.values())
                .filter(known -> known.label().equals(wanted(method)))
                .findFirst()
                .orElseThrow(); // the parameter takes no other
    }

    private static List<Example> selected(SetSelector selector, CollectedRows all, int dpc, RandomStreams streams) {
        return selector.select(all.examples(), all.labels(), dpc, streams);
    }

    private List<Example> selected(Method by, CollectedRows all, PieceRunner pieces) {
        int size = (int) wanted(dpc);
        RandomStreams streams = new RandomStreams((long) wanted(seed));
        if (by == Method.RANDOM) {
            return selected(SetSelector.perLabel(new RandomSelector()), all, size, streams);
        }
        return PieceEncoder.with(encoderFolder(), (int) wanted(maxTokens), pieces, () -> {}, encoder -> {
            Encoder known = new CachingEncoder(encoder);
            SetSelector selector = Settings.setSelector(
                    by,
                    known,
                    () -> RidgeReference.of(all.examples(), all.labels().size(), known));
            return selected(selector, all, size, streams);
        });
    }

    private List<Row> written(CollectedRows all, PieceRunner pieces) {
        if (!wanted(secondInputCol).equals(NONE)) {
            throw new InputException(
                    "setSecondInputCol: the method 'dilm' distils single texts here; use `dilm run` with"
                            + " two task.textFields for pairs");
        }
        Distiller.Builder distiller = Distiller.builder()
                .rows(all.examples().stream()
                        .map(example -> new LabelledText(
                                example.texts().get(0), all.labels().get(example.label()))))
                .dpc((int) wanted(dpc))
                .seed((long) wanted(seed))
                .settings(isDefined(settings) ? wanted(settings) : new String[0])
                .on(pieces);
        given(learner).ifPresent(distiller::learner);
        given(generator).ifPresent(distiller::generator);
        given(runFolder).map(Path::of).ifPresent(distiller::folder);
        return distiller.build().distill().largest().texts().stream()
                .map(text -> CollectedRows.row(text.label(), List.of(text.text())))
                .toList();
    }

    private Optional<String> given(Param<String> param) {
        return Optional.of(wanted(param)).filter(value -> !value.equals(NONE));
    }

    private Path encoderFolder() {
        Path folder = Path.of(wanted(encoder));
        if (!Files.isDirectory(folder)) {
            throw new InputException("setEncoder: '" + folder + "' is not a folder; give the folder of a model");
        }
        return folder;
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return columns().schema(schema);
    }

    private TextColumns columns() {
        String second = wanted(secondInputCol);
        List<String> texts = second.equals(NONE) ? List.of(wanted(inputCol)) : List.of(wanted(inputCol), second);
        return new TextColumns(texts, wanted(labelCol));
    }

    private <T> T wanted(Param<T> param) {
        if (!isDefined(param)) {
            String name =
                    Character.toUpperCase(param.name().charAt(0)) + param.name().substring(1);
            throw new InputException("the " + param.doc() + " is not known; call set" + name + " first");
        }
        return getOrDefault(param);
    }

    @Override
    public TextDistiller copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** A reader of saved distillers. */
    public static MLReader<TextDistiller> read() {
        return new Saved().read();
    }

    /** Opens a saved distiller. */
    public static TextDistiller load(String path) {
        return new Saved().load(path);
    }

    private static final class Saved implements DefaultParamsReadable<TextDistiller> {}
}
