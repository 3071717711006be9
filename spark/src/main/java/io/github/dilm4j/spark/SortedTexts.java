package io.github.dilm4j.spark;

import io.github.dilm4j.base.InputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple2;
import scala.Tuple3;

/**
 * The labelled texts of a data set by label and text, in the order of their UTF-8 bytes, split into blocks of equal
 * size. A block holds rows of one label, and depends only on the rows of the data set, not on their order or on
 * partitions.
 *
 * @param labels in order
 * @param blocks of texts [rows][1 or 2]
 */
record SortedTexts(List<Label> labels, JavaRDD<String[][]> blocks) {
    private static final int BLOCKS_PER_PARTITION = 16; // more would lose more work with a task
    private static final int PARTITIONS_PER_CORE = 2; // more tasks cost more than the even load of the cores gains

    /**
     * The rows of a label, in separate partitions.
     *
     * @param begins the first row of each partition
     */
    record Label(String name, int rows, int firstPartition, int[] begins) implements Serializable {
        IntStream partitions() {
            return IntStream.range(firstPartition, firstPartition + begins.length);
        }

        /** The partition that holds a row. */
        int partitionOf(int row) {
            int found = Arrays.binarySearch(begins, row);
            return firstPartition + (found >= 0 ? found : -found - 2);
        }

        /** The number of rows of a partition. */
        int rowsOf(int partition) {
            int next = partition + 1 - firstPartition;
            return (next < begins.length ? begins[next] : rows) - begin(partition);
        }

        /** The first row of a partition. */
        int begin(int partition) {
            return begins[partition - firstPartition];
        }
    }

    /**
     * Sorts a data set.
     *
     * @param blockRows rows of a block
     * @throws InputException if a column is missing, there is no row, or a row has no label or no text
     */
    static SortedTexts of(Dataset<Row> data, TextColumns columns, int blockRows) {
        Dataset<Row> rows = columns.strings(data);
        List<Row> counts = new ArrayList<>(rows.groupBy(TextColumns.LABEL)
                .agg(functions.count(functions.lit(1)), functions.count_if(TextColumns.isIncomplete(rows)))
                .collectAsList());
        columns.requireNone(counts.stream().mapToLong(count -> count.getLong(2)).sum());
        counts.sort(Comparator.comparing((Row count) -> UTF8String.fromString(count.getString(0))));
        if (counts.isEmpty()) {
            throw new InputException("the data set has no rows; give one that has");
        }
        int perPartition = blocksPerPartition(
                counts, blockRows, data.sparkSession().sparkContext().defaultParallelism());
        List<Label> labels = new ArrayList<>();
        LongStream.Builder begins = LongStream.builder();
        long begin = 0;
        int partitions = 0;
        for (Row count : counts) {
            int all = Math.toIntExact(count.getLong(1));
            int[] own = IntStream.iterate(0, from -> from < all, from -> from + perPartition * blockRows)
                    .toArray();
            labels.add(new Label(count.getString(0), all, partitions, own));
            for (int from : own) {
                begins.add(begin + from);
            }
            partitions += own.length;
            begin += all;
        }
        Column[] order = Arrays.stream(rows.columns()).map(rows::col).toArray(Column[]::new);
        ByRow byRow = new ByRow(begins.build().toArray());
        JavaRDD<String[][]> blocks = rows.orderBy(order)
                .toJavaRDD()
                .zipWithIndex()
                .mapPartitionsToPair(sorted -> new Runs(sorted, byRow, blockRows))
                .repartitionAndSortWithinPartitions(byRow)
                .mapPartitions(runs -> new Blocks(runs, blockRows));
        return new SortedTexts(List.copyOf(labels), blocks);
    }

    private static int blocksPerPartition(List<Row> counts, int blockRows, int cores) {
        long rows = counts.stream().mapToLong(count -> count.getLong(1)).sum();
        long forAllCores = rows / blockRows / ((long) cores * PARTITIONS_PER_CORE);
        return (int) Math.max(1, Math.min(BLOCKS_PER_PARTITION, forAllCores));
    }

    private static String[] textsOf(Row row) {
        String[] texts = new String[row.length() - 1];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = row.getString(i + 1);
        }
        return texts;
    }

    /** [labels][rows], the number of each row's text among the different ones of its label, from 0. */
    List<int[]> numbers() {
        Map<Integer, Tuple3<boolean[], String[], String[]>> parts = new HashMap<>();
        PartitionJobs.run(
                blocks,
                IntStream.range(0, blocks.getNumPartitions()),
                (partition, texts) -> news(texts),
                (news, partition) -> parts.put(partition, news));
        return labels.stream()
                .map(label -> numbers(
                        label.rows(), label.partitions().mapToObj(parts::get).toList()))
                .toList();
    }

    private static int[] numbers(int rows, List<Tuple3<boolean[], String[], String[]>> parts) {
        int[] numbers = new int[rows];
        int row = 0;
        int number = -1;
        String[] last = null;
        for (Tuple3<boolean[], String[], String[]> part : parts) {
            boolean[] news = part._1();
            news[0] = last == null || !Arrays.equals(last, part._2());
            for (boolean isNew : news) {
                number += isNew ? 1 : 0;
                numbers[row++] = number;
            }
            last = part._3();
        }
        return numbers;
    }

    /** The texts of some rows of a label, in the order of {@code rows}. */
    String[][] get(Label label, int... rows) {
        return PartitionRows.get(blocks, label, rows).toArray(new String[0][]);
    }

    /** Whether each row differs from the one before it, and the first and the last row's texts. */
    private static Tuple3<boolean[], String[], String[]> news(Iterator<String[][]> blocks) {
        List<Boolean> news = new ArrayList<>();
        String[] first = null;
        String[] last = null;
        while (blocks.hasNext()) {
            for (String[] texts : blocks.next()) {
                news.add(!Arrays.equals(texts, last));
                first = first == null ? texts : first;
                last = texts;
            }
        }
        boolean[] all = new boolean[news.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = news.get(i);
        }
        return new Tuple3<>(all, first, last);
    }

    /** Partitions by the number of the row at which each begins. */
    private static final class ByRow extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final long[] begins;

        ByRow(long[] begins) {
            this.begins = begins;
        }

        @Override
        public int numPartitions() {
            return begins.length;
        }

        @Override
        public int getPartition(Object row) {
            int found = Arrays.binarySearch(begins, (Long) row);
            return found >= 0 ? found : -found - 2;
        }
    }

    /** Sorted rows in runs of one partition each, which are moved as a whole, by the number of their first row. */
    private static final class Runs implements Iterator<Tuple2<Long, String[][]>> {
        private final Iterator<Tuple2<Row, Long>> rows;
        private final ByRow partitions;
        private final int most; // rows of a run
        private Tuple2<Row, Long> next; // null at the end

        Runs(Iterator<Tuple2<Row, Long>> rows, ByRow partitions, int most) {
            this.rows = rows;
            this.partitions = partitions;
            this.most = most;
            advance();
        }

        private void advance() {
            next = rows.hasNext() ? rows.next() : null;
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Tuple2<Long, String[][]> next() {
            Long first = next._2();
            int partition = partitions.getPartition(first);
            List<String[]> run = new ArrayList<>();
            while (next != null && run.size() < most && partitions.getPartition(next._2()) == partition) {
                run.add(textsOf(next._1()));
                advance();
            }
            return new Tuple2<>(first, run.toArray(String[][]::new));
        }
    }

    /** The rows of runs in blocks of equal size. */
    private static final class Blocks implements Iterator<String[][]> {
        private final Iterator<Tuple2<Long, String[][]>> runs;
        private final int blockRows;
        private String[][] run = {};
        private int used; // rows of the run

        Blocks(Iterator<Tuple2<Long, String[][]>> runs, int blockRows) {
            this.runs = runs;
            this.blockRows = blockRows;
        }

        @Override
        public boolean hasNext() {
            return used < run.length || runs.hasNext();
        }

        @Override
        public String[][] next() {
            List<String[]> block = new ArrayList<>();
            while (block.size() < blockRows && hasNext()) {
                if (used == run.length) {
                    run = runs.next()._2();
                    used = 0;
                }
                int some = Math.min(blockRows - block.size(), run.length - used);
                block.addAll(Arrays.asList(run).subList(used, used + some));
                used += some;
            }
            return block.toArray(String[][]::new);
        }
    }
}
