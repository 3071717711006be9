package io.github.dilm4j.data;

/** Takes the rows of a file one by one. */
@FunctionalInterface
interface RowSink {
    /**
     * @param line where the row begins, from 1 (in Parquet: the row's number)
     * @param values the wanted columns in the order they were asked for; the sink may keep the array
     */
    void row(long line, String[] values);
}
