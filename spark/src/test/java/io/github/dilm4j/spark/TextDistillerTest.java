package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextDistillerTest {
    @TempDir
    static Path folder;

    private static SparkSession session;

    private final TextDistiller distiller = new TextDistiller()
            .setInputCol("premise")
            .setSecondInputCol("hypothesis")
            .setLabelCol("gold")
            .setDpc(2)
            .setEncoder(folder.toString())
            .setMaxTokens(16)
            .setSeed(5);

    @BeforeAll
    static void start() {
        TinyEncoder.in(folder, List.of("one", "two", "three", "four"));
        session = LocalSession.start();
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    @Test
    void aSavedOneDistilsTheSameRows() throws IOException {
        String saved = folder.resolve("saved").toString();
        distiller.save(saved);
        TextDistiller loaded = TextDistiller.load(saved);
        assertThat(loaded.uid()).isEqualTo(distiller.uid());
        assertThat(loaded.explainParams()).isEqualTo(distiller.explainParams());

        Dataset<Row> pairs = pairs();
        Dataset<Row> distilled = loaded.transform(pairs);
        assertThat(distilled.schema().fieldNames()).containsExactly("gold", "premise", "hypothesis");
        assertThat(distiller.transformSchema(pairs.schema())).isEqualTo(distilled.schema());
        List<Row> rows = distilled.collectAsList();
        assertThat(rows).extracting(row -> row.getString(0)).containsExactly("no", "no", "yes", "yes");
        assertThat(rows).doesNotHaveDuplicates().isSubsetOf(pairs.collectAsList());
        assertThat(rows)
                .isEqualTo(distiller.copy(new ParamMap()).transform(pairs).collectAsList());
    }

    @Test
    void saysWhatIsMissing() {
        Dataset<Row> pairs = pairs();
        assertThatThrownBy(
                        () -> new TextDistiller().setEncoder(folder.toString()).transform(pairs))
                .isInstanceOf(InputException.class)
                .hasMessage("the column of the text is not known; call setInputCol first");
        assertThatThrownBy(() -> distiller.setEncoder("nowhere").transform(pairs))
                .isInstanceOf(InputException.class)
                .hasMessage("setEncoder: 'nowhere' is not a folder; give the folder of a model");
        assertThatThrownBy(() -> distiller.setLabelCol("label").transformSchema(pairs.schema()))
                .hasMessage("the column 'label' is not one of [gold, premise, hypothesis]; name one of these");
    }

    private static Dataset<Row> pairs() {
        List<Row> rows = new ArrayList<>();
        List<String> words = List.of("one", "two", "three", "four");
        for (int i = 0; i < 16; i++) {
            rows.add(RowFactory.create(i % 2 == 0 ? "yes" : "no", words.get(i % 4), words.get(i / 4)));
        }
        StructType schema = new StructType()
                .add("gold", DataTypes.StringType)
                .add("premise", DataTypes.StringType)
                .add("hypothesis", DataTypes.StringType);
        return session.createDataFrame(rows, schema);
    }
}
