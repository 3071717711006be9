package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistilledPipelineTest extends OnLocalSession {
    private static final int ROWS = 60;

    @TempDir
    Path folder;

    private final TextDistiller distiller = new TextDistiller()
            .setInputCol("text")
            .setLabelCol("stars")
            .setMethod("random")
            .setDpc(3);
    private final DistilledPipeline estimator = new DistilledPipeline(
            distiller,
            new Pipeline().setStages(new PipelineStage[] {
                new Tokenizer().setInputCol("text").setOutputCol("words"),
                new HashingTF().setInputCol("words").setOutputCol("counts").setNumFeatures(64),
                new LogisticRegression().setLabelCol("stars").setFeaturesCol("counts")
            }));

    @Test
    void trainsOnTheDistilledRowsAndKeepsAllThatItsModelReads() {
        PipelineModel model = estimator.fit(rows());
        assertThat(rowsOfTraining(model)).isEqualTo(6);
        Dataset<Row> predicted = model.transform(rows().withColumnRenamed("stars", "unknown"));
        assertThat(predicted.count()).isEqualTo(ROWS);
        assertThat(predicted.columns()).contains("unknown", "prediction");
        assertThat(estimator.transformSchema(rows().schema()).fieldNames()).contains("stars", "prediction");
        assertThatThrownBy(() -> estimator.transformSchema(rows().drop("text").schema()))
                .hasMessage("the column 'text' is not one of [stars]; name one of these");
    }

    @Test
    void parametersOfTheDistillerCanBeVaried() {
        PipelineModel larger =
                estimator.copy(new ParamMap().put(distiller.dpc(), 5)).fit(rows());
        assertThat(rowsOfTraining(larger)).isEqualTo(10);
        assertThat(rowsOfTraining(estimator.fit(rows()))).isEqualTo(6);
    }

    @Test
    void aSavedOneFitsTheSameModelAlsoAsAStage() throws IOException {
        List<Row> predictions = predictions(estimator.fit(rows()));
        String alone = folder.resolve("alone").toString();
        estimator.save(alone);
        estimator.write().overwrite().save(alone);
        DistilledPipeline loaded = DistilledPipeline.load(alone);
        assertThat(loaded.uid()).isEqualTo(estimator.uid());
        assertThat(predictions(loaded.fit(rows()))).isEqualTo(predictions);

        String stage = folder.resolve("stage").toString();
        new Pipeline().setStages(new PipelineStage[] {estimator}).save(stage);
        assertThat(predictions(Pipeline.load(stage).fit(rows()))).isEqualTo(predictions);
    }

    private static long rowsOfTraining(PipelineModel model) {
        return ((LogisticRegressionModel) model.stages()[2])
                .summary()
                .predictions()
                .count();
    }

    private static List<Row> predictions(PipelineModel model) {
        return model.transform(rows()).select("probability").collectAsList();
    }

    private static Dataset<Row> rows() {
        List<String> words = List.of("dull", "slow", "poor", "warm", "fine", "rare");
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(RowFactory.create(words.get(i % 6) + " film number " + i, i % 6 / 3));
        }
        return session.createDataFrame(
                rows, new StructType().add("text", DataTypes.StringType).add("stars", DataTypes.IntegerType));
    }
}
