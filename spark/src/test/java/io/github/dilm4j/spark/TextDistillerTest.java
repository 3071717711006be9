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
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextDistillerTest extends OnLocalSession {
    @TempDir
    static Path folder;

    private static final String[] SMALL = {
        "threads=1",
        "device=cpu",
        "learner.maxTokens=16",
        "generator.model=",
        "generator.create={vocabularySize: 300, layers: 1, hidden: 32, heads: 2, positions: 16}",
        "generator.maxTokens=16",
        "languageModel={steps: 60, batchSize: 16, learningRate: 0.01}",
        "repsets={count: 1, size: 2}",
        "trajectories={count: 1, positions: 1, stepsBetween: 1, batchSize: 4, learningRate: 0.01, warmup: 0}",
        "selfTraining.rounds=0",
        "matching={training: {steps: 1, batchSize: 4, learningRate: 0.01}, pool: 8}",
        "distil={dpc: [1], sets: 1, oversample: 12, selector: random}",
        "health.ignoredLabels=warn",
        "evaluation={methods: [random, dilm], learnersPerSet: 1, training: {steps: 2}}"
    };

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
    void otherMethodsChooseOnTheDriver() {
        Dataset<Row> pairs = pairs();
        Dataset<Row> shuffled = pairs.orderBy(functions.rand(3)).repartition(3);
        for (String method : List.of("random", "herding", "ridge")) {
            distiller.setMethod(method);
            List<Row> rows = distiller.transform(pairs).collectAsList();
            assertThat(rows).as(method).hasSize(4).doesNotHaveDuplicates().isSubsetOf(pairs.collectAsList());
            assertThat(rows).extracting(row -> row.getString(0)).containsOnly("no", "yes");
            assertThat(distiller.transform(shuffled).collectAsList()).as(method).isEqualTo(rows);
        }
        assertThat(new TextDistiller()
                        .setInputCol("premise")
                        .setLabelCol("gold")
                        .setDpc(1)
                        .setMethod("random")
                        .transform(pairs)
                        .count())
                .isEqualTo(2);
        assertThatThrownBy(() -> distiller.setMethod("best")).hasMessageContaining("method given invalid value best");
    }

    @Test
    void dilmWritesTextsInARunOnTheSession(@TempDir Path other) throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> words = List.of("dull", "slow", "poor", "warm", "fine", "rare");
        for (int i = 0; i < 240; i++) {
            rows.add(RowFactory.create(
                    words.get(i % 6) + " film and " + words.get(i / 6 % 3 + i % 6 / 3 * 3), i % 6 / 3));
        }
        Dataset<Row> data = session.createDataFrame(
                rows, new StructType().add("text", DataTypes.StringType).add("stars", DataTypes.IntegerType));
        Path run = other.resolve("run");
        TextDistiller writer = new TextDistiller()
                .setInputCol("text")
                .setLabelCol("stars")
                .setDpc(1)
                .setMethod("dilm")
                .setLearner(folder.toString())
                .setRunFolder(run.toString())
                .setSettings(SMALL);
        writer.save(other.resolve("saved").toString());
        TextDistiller loaded = TextDistiller.load(other.resolve("saved").toString());
        assertThat(loaded.getOrDefault(loaded.settings())).isEqualTo(SMALL);
        Dataset<Row> small = loaded.transform(data);
        assertThat(small.schema()).isEqualTo(writer.transformSchema(data.schema()));
        assertThat(small.collectAsList()).extracting(row -> row.getInt(0)).containsExactly(0, 1);
        assertThat(small.collectAsList())
                .allSatisfy(row -> assertThat(row.getString(1)).isNotBlank());
        assertThat(run.resolve("events.jsonl")).content().contains("piecesDone");
        assertThatThrownBy(() -> distiller.setMethod("dilm").transform(pairs()))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("setSecondInputCol: the method 'dilm' distils single texts");
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
