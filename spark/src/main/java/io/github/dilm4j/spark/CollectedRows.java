package io.github.dilm4j.spark;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The labelled texts of a data set in the driver's memory, by label and text, whatever the order of the rows.
 *
 * @param labels in order
 */
record CollectedRows(List<String> labels, List<Example> examples) {
    /** @throws InputException if a column is missing, there is no row, or a row has no label or no text */
    static CollectedRows of(Dataset<Row> data, TextColumns columns) {
        Dataset<Row> rows = columns.strings(data);
        Column[] order = Arrays.stream(rows.columns()).map(rows::col).toArray(Column[]::new);
        List<String> labels = new ArrayList<>();
        List<Example> examples = new ArrayList<>();
        for (Row row : rows.orderBy(order).collectAsList()) {
            String label = row.getString(0);
            if (labels.isEmpty() || !labels.get(labels.size() - 1).equals(label)) {
                labels.add(label);
            }
            List<String> texts = new ArrayList<>();
            for (int i = 1; i < row.length(); i++) {
                texts.add(row.getString(i));
            }
            examples.add(new Example(texts, labels.size() - 1));
        }
        if (examples.isEmpty()) {
            throw new InputException("the data set has no rows; give one that has");
        }
        return new CollectedRows(labels, examples);
    }

    /** Rows of the label and the texts. */
    List<Row> rows(List<Example> chosen) {
        return chosen.stream()
                .map(example -> row(labels.get(example.label()), example.texts()))
                .toList();
    }

    static Row row(String label, List<String> texts) {
        List<Object> values = new ArrayList<>(texts);
        values.add(0, label);
        return RowFactory.create(values.toArray());
    }
}
