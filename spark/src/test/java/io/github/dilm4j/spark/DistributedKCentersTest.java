package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.KCentersSelector;
import io.github.dilm4j.coreset.PerLabel;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.learner.Encoders;
import io.github.dilm4j.learner.FolderEncoder;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributedKCentersTest extends OnLocalSession {
    private static final List<String> WORDS =
            List.of("film", "plot", "cast", "song", "end", "dull", "bad", "slow", "good", "warm", "fine", "rare");
    private static final StructType SCHEMA =
            new StructType().add("a.text", DataTypes.StringType).add("label", DataTypes.IntegerType);
    private static final RandomStreams STREAMS = new RandomStreams(11);

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() {
        TinyEncoder.in(folder, WORDS);
    }

    @Test
    void selectsWhatALocalSelectionFromTheSortedRowsDoes() {
        assertLocalSelection(session, folder);
    }

    /** @param folder the folder to which the test writes an encoder */
    static void assertLocalSelection(SparkSession session, Path folder) {
        TinyEncoder.in(folder, WORDS);
        List<Row> rows = rows();
        List<Example> pool = rows.stream()
                .sorted(Comparator.comparing((Row row) -> row.getString(0)))
                .map(row -> Example.of(row.getString(0), row.getInt(1) - 3))
                .toList();
        List<Example> expected;
        try (FolderEncoder encoder = Encoders.open(folder, 2, 16, Device.CPU, warning -> {})) {
            expected = PerLabel.select(pool, List.of("3", "4"), 3, new KCentersSelector(encoder.encoder()), STREAMS);
        }
        Dataset<Row> selected = select(frame(session, rows, 3), folder, 3);
        assertThat(selected.columns()).containsExactly("label", "a.text");
        assertThat(selected.schema().apply("label").dataType()).isEqualTo(DataTypes.IntegerType);
        assertThat(selected.collectAsList())
                .map(row -> Example.of(row.getString(1), row.getInt(0) - 3))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void neitherPartitionsNorTheOrderOfRowsMatter() {
        List<Row> rows = rows();
        List<Row> few = select(frame(rows, 1), 3).collectAsList();
        Collections.shuffle(rows, new Random(1));
        assertThat(select(frame(rows, 7), 3).collectAsList()).isEqualTo(few).doesNotHaveDuplicates();
    }

    @Test
    void saysWhatIsWrong() {
        Dataset<Row> rows = frame(rows(), 1);
        assertThatThrownBy(() -> select(rows, 500))
                .isInstanceOf(InputException.class)
                .hasMessageMatching(
                        "500 different texts per label were to be selected, but label '3' has \\d+ among 40,"
                                + " and label '4' has \\d+ among 40; select fewer, or give more texts");
        assertThatThrownBy(() -> select(rows.withColumnRenamed("a.text", "text"), 3))
                .isInstanceOf(InputException.class)
                .hasMessage("the column 'a.text' is not one of [text, label]; name one of these");
        assertThatThrownBy(() -> select(rows.limit(0), 3)).hasMessage("the data set has no rows; give one that has");
        assertThatThrownBy(() -> select(rows.union(frame(List.of(RowFactory.create(null, 3)), 1)), 3))
                .isInstanceOf(InputException.class)
                .hasMessage("1 rows have no value in one of the columns [label, a.text]; drop them with na().drop(), or"
                        + " fill them");
    }

    private static Dataset<Row> select(Dataset<Row> rows, int dpc) {
        return select(rows, folder, dpc);
    }

    private static Dataset<Row> select(Dataset<Row> rows, Path folder, int dpc) {
        return new DistributedKCenters(new EmbeddingWork(folder.toString(), 16), 20)
                .select(rows, new TextColumns(List.of("a.text"), "label"), dpc, STREAMS);
    }

    private static Dataset<Row> frame(List<Row> rows, int partitions) {
        return frame(session, rows, partitions);
    }

    private static Dataset<Row> frame(SparkSession session, List<Row> rows, int partitions) {
        return session.createDataFrame(rows, SCHEMA).repartition(partitions);
    }

    /** Returns rows, some of which are repeated. */
    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            int other = i * i % 11;
            rows.add(RowFactory.create(
                    WORDS.get(i % 12) + " " + WORDS.get(other) + " " + WORDS.get((i + other) % 12), 3 + i % 2));
        }
        return rows;
    }
}
