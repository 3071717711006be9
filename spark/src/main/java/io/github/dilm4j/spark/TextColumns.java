package io.github.dilm4j.spark;

import io.github.dilm4j.base.InputException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a data set's labelled texts.
 *
 * @param texts the columns of the texts, one or two
 * @param label the column of the label
 */
record TextColumns(List<String> texts, String label) {
    static final String LABEL = "label";

    TextColumns {
        texts = List.copyOf(texts);
    }

    /** Label and texts as strings, in columns with the names {@link #LABEL}, text1 and text2. */
    Dataset<Row> strings(Dataset<Row> data) {
        requireIn(data.schema());
        List<String> names = names();
        Column[] columns = IntStream.range(0, names.size())
                .mapToObj(i -> column(names.get(i)).cast("string").as(i == 0 ? LABEL : "text" + i))
                .toArray(Column[]::new);
        return data.select(columns);
    }

    /** Whether a row of {@link #strings} has no value in one of the columns. */
    static Column isIncomplete(Dataset<Row> strings) {
        Column missing = functions.lit(false);
        for (String name : strings.columns()) {
            missing = missing.or(strings.col(name).isNull());
        }
        return missing;
    }

    /** @throws InputException if there are incomplete rows */
    void requireNone(long incomplete) {
        if (incomplete > 0) {
            throw new InputException(incomplete + " rows have no value in one of the columns " + names()
                    + "; drop them with na().drop(), or fill them");
        }
    }

    /** Rows of label and texts as strings, with the type that the label has in {@code data}. */
    Dataset<Row> frame(List<Row> rows, Dataset<Row> data) {
        Dataset<Row> frame = data.sparkSession().createDataFrame(rows, schema(DataTypes.StringType));
        return frame.withColumn(
                label, column(label).cast(data.schema().apply(label).dataType()));
    }

    /** The label's type as in {@code data}, then the texts. */
    StructType schema(StructType data) {
        requireIn(data);
        return schema(data.apply(label).dataType());
    }

    private StructType schema(DataType labels) {
        StructType schema = new StructType().add(label, labels);
        for (String text : texts) {
            schema = schema.add(text, DataTypes.StringType, false);
        }
        return schema;
    }

    private void requireIn(StructType data) {
        List<String> there = List.of(data.fieldNames());
        for (String name : names()) {
            if (!there.contains(name)) {
                throw new InputException("the column '" + name + "' is not one of " + there + "; name one of these");
            }
        }
    }

    /** The label's column, then those of the texts. */
    List<String> names() {
        return Stream.concat(Stream.of(label), texts.stream()).toList();
    }

    /** A name may hold a dot. */
    private static Column column(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }
}
