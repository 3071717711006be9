package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.experiment.Experiment;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowSourceTest extends OnLocalSession {
    private static final StructType SCHEMA =
            new StructType().add("text", DataTypes.StringType).add("stars", DataTypes.IntegerType);
    private static final List<Row> ROWS = List.of(
            RowFactory.create("a \"warm\" film,\nwell cast", 5),
            RowFactory.create("zu kühl", 1),
            RowFactory.create("Zu dull", 1),
            RowFactory.create("a cold film", 1));
    private static final List<String> SORTED = List.of(
            "{\"stars\":\"1\",\"text\":\"Zu dull\"}",
            "{\"stars\":\"1\",\"text\":\"a cold film\"}",
            "{\"stars\":\"1\",\"text\":\"zu kühl\"}",
            "{\"stars\":\"5\",\"text\":\"a \\\"warm\\\" film,\\nwell cast\"}");

    @TempDir
    private Path folder;

    @Test
    void copiesRowsOfEveryFormatInOneOrder() throws IOException {
        Dataset<Row> rows = session.createDataFrame(ROWS, SCHEMA);
        rows.repartition(3).write().parquet(address("reviews"));
        rows.coalesce(1).write().json(address("reviews.jsonl"));
        rows.coalesce(1).write().orc(address("reviews.orc"));
        rows.coalesce(1).write().option("header", true).option("escape", "\"").csv(address("reviews.csv"));
        rows.repartition(2).createOrReplaceTempView("reviews");
        for (String address : List.of(
                address("reviews"),
                address("reviews/*.parquet"),
                address("reviews.jsonl"),
                address("reviews.orc"),
                address("reviews.csv"),
                "sql: TABLE reviews",
                "sql:SELECT stars, text, 1 AS more FROM reviews")) {
            assertThat(copied(address)).as(address).isEqualTo(SORTED);
        }
    }

    @Test
    void saysWhatIsWrong() {
        session.createDataFrame(ROWS, SCHEMA).createOrReplaceTempView("good");
        session.sql("SELECT CAST(NULL AS STRING) AS text, 1 AS stars").createOrReplaceTempView("bad");
        assertThatThrownBy(() -> copied("sql: SELECT text FROM good"))
                .isInstanceOf(InputException.class)
                .hasMessage("sql: SELECT text FROM good: the column 'stars' is not one of [text]; name one of these");
        assertThatThrownBy(() -> copied("sql: TABLE bad"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("sql: TABLE bad: 1 rows have no value in one of the columns [stars, text]");
        assertThatThrownBy(() -> copied("sql: TABLE gone"))
                .isInstanceOf(InputException.class)
                .hasMessageMatching(
                        "sql: TABLE gone: cannot be read by Spark \\(\\[TABLE_OR_VIEW_NOT_FOUND].*`gone`.*");
        assertThatThrownBy(() -> copied(address("gone.csv")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(address("gone.csv") + ": cannot be read by Spark ([PATH_NOT_FOUND]");
        assertThatThrownBy(() -> copied("nosuch://host/gone.csv"))
                .isInstanceOf(InputException.class)
                .hasMessageMatching("nosuch://host/gone.csv: cannot be read by Spark \\(.*No FileSystem for scheme.*");
        assertThatThrownBy(() -> copied("abfs://host/train.csv"))
                .isInstanceOf(InputException.class)
                .hasMessage("abfs://host/train.csv: cannot be read by Spark (Class"
                        + " org.apache.hadoop.fs.azurebfs.AzureBlobFileSystem not found); add the library that has it,"
                        + " such as hadoop-aws (docs/scale.md)");
    }

    /** Other partitions, the same bytes; a resumed run notices other rows. */
    @Test
    void aRunReadsRowsAndNoticesWhenTheyChange() throws IOException {
        Dataset<Row> rows = session.read()
                .option("header", true)
                .option("sep", "\t")
                .csv(TinyExperiment.data(folder).toUri().toString());
        rows.repartition(1).createOrReplaceTempView("train");
        experiment("one").run();
        rows.repartition(5).createOrReplaceTempView("train");
        experiment("two").run();
        assertThat(folder.resolve("two/results.json")).hasSameTextualContentAs(folder.resolve("one/results.json"));

        rows.limit(30).createOrReplaceTempView("train");
        assertThatThrownBy(() -> experiment("two").run())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("holds a run that read other contents (data.train sql: TABLE train");
    }

    private Experiment experiment(String run) {
        ExperimentConfig config = ExperimentConfig.parse(
                TinyExperiment.CONFIG, folder, "tiny.yaml", List.of("data.train=\"sql: TABLE train\""));
        return new Experiment(config, folder.resolve(run), EventSink.NONE, new StopRequest())
                .on(new SparkPieceRunner(session));
    }

    private List<String> copied(String address) throws IOException {
        Path copy = folder.resolve("copy");
        new RowSource(session, address).copy(List.of("text", "stars"), copy);
        return Files.readAllLines(copy);
    }

    private String address(String name) {
        return folder.resolve(name).toUri().toString().replaceAll("/$", "");
    }
}
