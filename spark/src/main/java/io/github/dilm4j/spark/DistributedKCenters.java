package io.github.dilm4j.spark;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.KCentersSelector;
import io.github.dilm4j.coreset.KMeans;
import io.github.dilm4j.coreset.PerLabel;
import io.github.dilm4j.spark.SortedTexts.Label;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.storage.StorageLevel;

/**
 * {@link KCentersSelector} on the rows of a data set, embedded by executors. The seeds are those of a local selection
 * from the rows in the order of their labels and texts (by UTF-8 bytes). The selection depends only on the rows, the
 * encoder and the seed, not on the order of the rows, on partitions or on retries.
 */
final class DistributedKCenters {
    /** Rows that are embedded together and held in memory. */
    static final int BLOCK_ROWS = 4096;

    private static final int MAX_ITERATIONS = 300;

    private final EmbeddingWork embedding;
    private final int blockRows;

    /** @param blockRows number of texts that are embedded together, which determines the rows of a batch */
    DistributedKCenters(EmbeddingWork embedding, int blockRows) {
        this.embedding = embedding;
        this.blockRows = blockRows;
    }

    /**
     * Selects {@code dpc} rows of each label, label by label in the order of the choice.
     *
     * @return the columns of the label and of the texts
     * @throws io.github.dilm4j.base.InputException if a column is missing, a row has no label or no text, or a label
     *     has fewer than dpc different texts
     */
    Dataset<Row> select(Dataset<Row> data, TextColumns columns, int dpc, RandomStreams streams) {
        SortedTexts sorted = SortedTexts.of(data, columns, blockRows);
        List<Label> labels = sorted.labels();
        List<int[]> numbers = sorted.numbers();
        PerLabel.requireDifferent(
                dpc,
                labels.stream().map(Label::name).toList(),
                numbers.stream().mapToInt(of -> of[of.length - 1] + 1).toArray(),
                labels.stream().mapToInt(Label::rows).toArray());
        SparkContext context = data.sparkSession().sparkContext();
        SentWork<String[][], float[][]> sent = SentWork.send(context, new ModelArchives(context), embedding);
        JavaRDD<PointBlock> embeddings =
                sorted.blocks().map(texts -> PointBlock.of(sent.runOne(texts))).persist(StorageLevel.MEMORY_AND_DISK());
        JointJobs<PointBlock> jobs = new JointJobs<>(embeddings);
        try {
            List<int[]> rows = jobs.inThreads(
                    labels.size(),
                    label -> select(
                            new DistributedPoints(jobs, embeddings, labels.get(label)),
                            numbers.get(label),
                            dpc,
                            streams.seed("select", label)));
            List<Row> selected = new ArrayList<>();
            for (int i = 0; i < labels.size(); i++) {
                for (String[] text : sorted.get(labels.get(i), rows.get(i))) {
                    selected.add(row(labels.get(i).name(), text));
                }
            }
            return columns.frame(selected, data);
        } finally {
            embeddings.unpersist(false);
            sent.destroy();
        }
    }

    private static int[] select(DistributedPoints points, int[] numbers, int k, long seed) {
        float[][] centroids = KMeans.fit(points, k, MAX_ITERATIONS, seed).centroids();
        return KCentersSelector.nearest(points, numbers, centroids, k);
    }

    private static Row row(String label, String[] texts) {
        Object[] values = new Object[1 + texts.length];
        values[0] = label;
        System.arraycopy(texts, 0, values, 1, texts.length);
        return RowFactory.create(values);
    }
}
