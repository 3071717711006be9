package io.github.dilm4j.spark;

import io.github.dilm4j.spark.SortedTexts.Label;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/** Brings single rows of blocks to the driver. */
final class PartitionRows {
    private PartitionRows() {}

    /**
     * Some rows of a label, in the order of {@code rows}.
     *
     * @param blocks each an array of rows
     */
    static <T> List<T> get(JavaRDD<T[]> blocks, Label label, int... rows) {
        Map<Integer, T> found = new HashMap<>();
        int[] wanted = Arrays.stream(rows).distinct().sorted().toArray();
        PartitionJobs.run(
                blocks,
                Arrays.stream(wanted).map(label::partitionOf).distinct(),
                (partition, elements) -> pick(elements, label.begin(partition), wanted),
                (some, partition) -> some.forEach(found::put));
        return Arrays.stream(rows).mapToObj(found::get).toList();
    }

    /** The wanted rows of a partition that begins with row {@code begin}. */
    private static <T> Map<Integer, T> pick(Iterator<T[]> blocks, int begin, int[] wanted) {
        Map<Integer, T> picked = new HashMap<>();
        int from = begin;
        while (blocks.hasNext()) {
            T[] block = blocks.next();
            int first = from;
            IntStream.of(wanted)
                    .filter(row -> row >= first && row < first + block.length)
                    .forEach(row -> picked.put(row, block[row - first]));
            from += block.length;
        }
        return picked;
    }
}
