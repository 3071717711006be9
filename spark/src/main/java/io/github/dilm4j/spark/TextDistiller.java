package io.github.dilm4j.spark;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Replaces a data set of labelled texts by a few of its rows for each label: K-centers on their embeddings, computed by
 * executors. The result has one row of text and label for each kept row. It is for training data only and does not
 * belong in a pipeline that also reads test data.
 *
 * <pre>{@code
 * Dataset<Row> small = new TextDistiller()
 *         .setInputCol("sentence").setLabelCol("label").setDpc(20).setEncoder("models/all-MiniLM-L6-v2")
 *         .transform(rows);
 * }</pre>
 */
public final class TextDistiller extends Transformer implements DefaultParamsWritable {
    private static final long serialVersionUID = 1L;
    private static final String NONE = "";
    private static final long SEED = 42;

    private final String uid;
    private final Param<String> inputCol;
    private final Param<String> secondInputCol;
    private final Param<String> labelCol;
    private final IntParam dpc;
    private final Param<String> encoder;
    private final IntParam maxTokens;
    private final LongParam seed;

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
        Path folder = Path.of(wanted(encoder));
        if (!Files.isDirectory(folder)) {
            throw new InputException("setEncoder: '" + folder + "' is not a folder; give the folder of a model");
        }
        EmbeddingWork embedding = new EmbeddingWork(folder.toString(), (int) wanted(maxTokens));
        return new DistributedKCenters(embedding, DistributedKCenters.BLOCK_ROWS)
                .select(rows.toDF(), columns(), (int) wanted(dpc), new RandomStreams((long) wanted(seed)));
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
