package io.github.dilm4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Fits a pipeline to the distilled set of its data. The model is that of the pipeline, so it reads any rows and keeps
 * them all. Validation by Spark, such as a {@code CrossValidator}, therefore trains on distilled rows, scores on real
 * ones, and may vary the parameters of the distiller and of the pipeline.
 *
 * <pre>{@code
 * PipelineModel model = new DistilledPipeline(distiller, pipeline).fit(rows);
 * Dataset<Row> predictions = model.transform(otherRows);
 * }</pre>
 */
public final class DistilledPipeline extends Estimator<PipelineModel> implements DefaultParamsWritable {
    private static final long serialVersionUID = 1L;
    private static final String DISTILLER = "distiller";
    private static final String PIPELINE = "pipeline";

    private final TextDistiller distiller;
    private final Pipeline pipeline;

    /** @param pipeline reads the columns that the distiller returns */
    public DistilledPipeline(TextDistiller distiller, Pipeline pipeline) {
        this.distiller = distiller;
        this.pipeline = pipeline;
    }

    @Override
    public String uid() {
        return "distilled_" + pipeline.uid();
    }

    @Override
    public PipelineModel fit(Dataset<?> rows) {
        return pipeline.fit(distiller.transform(rows));
    }

    @Override
    public StructType transformSchema(StructType schema) {
        pipeline.transformSchema(distiller.transformSchema(schema));
        return pipeline.transformSchema(schema);
    }

    @Override
    public DistilledPipeline copy(ParamMap extra) {
        return new DistilledPipeline(distiller.copy(extra), pipeline.copy(extra));
    }

    @Override
    public MLWriter write() {
        MLWriter own = DefaultParamsWritable.super.write();
        return new MLWriter() {
            @Override
            public void saveImpl(String path) {
                try {
                    own.save(path);
                    distiller.save(part(path, DISTILLER));
                    pipeline.save(part(path, PIPELINE));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private static String part(String path, String name) {
        return new Path(path, name).toString();
    }

    /** A reader of saved ones. */
    public static MLReader<DistilledPipeline> read() {
        return new MLReader<>() {
            @Override
            public DistilledPipeline load(String path) {
                return new DistilledPipeline(
                        TextDistiller.load(part(path, DISTILLER)), Pipeline.load(part(path, PIPELINE)));
            }
        };
    }

    /** Opens a saved one. */
    public static DistilledPipeline load(String path) {
        return read().load(path);
    }
}
