package io.github.dilm4j.spark;

import io.github.dilm4j.coreset.KMeans;
import io.github.dilm4j.coreset.Points;
import io.github.dilm4j.spark.PartitionJobs.PartitionFunction;
import io.github.dilm4j.spark.SortedTexts.Label;
import io.github.dilm4j.tensor.PointSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Points on executors, in blocks. The driver holds a few numbers for each point, but no point. Distances are computed
 * block by block, and sums do not depend on their order, so no result depends on partitions or on the order in which
 * tasks end.
 */
final class DistributedPoints implements Points {
    private final JavaRDD<float[][]> blocks;
    private final Label label;
    private final TaskCores cores;
    private final int dimension;
    private final double largest; // absolute coordinate
    private final float[] origin; // the mean of all points

    /**
     * The points of a label.
     *
     * @param blocks of points [n, d]
     * @throws IllegalArgumentException if a coordinate is not finite
     */
    DistributedPoints(JavaRDD<float[][]> blocks, Label label) {
        this.blocks = blocks;
        this.label = label;
        this.cores = TaskCores.of(blocks.context());
        this.dimension = get(0)[0].length;
        double[] greatest = {0};
        onAll(
                (partition, some) -> largest(some),
                (largest, partition) -> greatest[0] = Math.max(greatest[0], largest)); // NaN stays
        if (!Double.isFinite(greatest[0])) {
            throw new IllegalArgumentException("a point has a coordinate that is not a finite number");
        }
        this.largest = greatest[0];
        this.origin = means(new int[label.rows()], 1)[0];
    }

    private <U> void onAll(PartitionFunction<float[][], U> function, ObjIntConsumer<U> result) {
        PartitionJobs.run(blocks, label.partitions(), function, result);
    }

    private static double largest(Iterator<float[][]> blocks) {
        double largest = 0;
        while (blocks.hasNext()) {
            for (float[] point : blocks.next()) {
                for (float value : point) {
                    largest = Math.max(largest, Math.abs(value));
                }
            }
        }
        return largest;
    }

    @Override
    public int size() {
        return label.rows();
    }

    @Override
    public float[][] get(int... indices) {
        return PartitionRows.get(blocks, label, indices).toArray(new float[0][]);
    }

    @Override
    public int[] nearest(float[][] centroids, float[] squaredDistances) {
        TaskCores on = cores;
        Label of = label;
        float[] from = origin;
        int[] nearest = new int[size()];
        onAll(
                (partition, some) -> on.run(() -> nearest(some, of.rowsOf(partition), from, centroids)),
                (found, partition) -> {
                    int begin = of.begin(partition);
                    System.arraycopy(found._1(), 0, nearest, begin, found._1().length);
                    System.arraycopy(found._2(), 0, squaredDistances, begin, found._2().length);
                });
        return nearest;
    }

    private static Tuple2<int[], float[]> nearest(
            Iterator<float[][]> blocks, int size, float[] origin, float[][] centroids) {
        int[] nearest = new int[size];
        float[] distances = new float[size];
        for (int begin = 0; blocks.hasNext(); ) {
            try (PointSet set = new PointSet(blocks.next(), origin)) {
                float[] own = new float[set.size()];
                System.arraycopy(set.nearest(centroids, own), 0, nearest, begin, own.length);
                System.arraycopy(own, 0, distances, begin, own.length);
                begin += own.length;
            }
        }
        return new Tuple2<>(nearest, distances);
    }

    @Override
    public float[][] squaredDistances(float[][] others) {
        TaskCores on = cores;
        Label of = label;
        float[] from = origin;
        float[][] distances = new float[others.length][size()];
        onAll(
                (partition, some) -> on.run(() -> squaredDistances(some, of.rowsOf(partition), from, others)),
                (found, partition) -> {
                    for (int i = 0; i < found.length; i++) {
                        System.arraycopy(found[i], 0, distances[i], of.begin(partition), found[i].length);
                    }
                });
        return distances;
    }

    /** [others, size]. */
    private static float[][] squaredDistances(Iterator<float[][]> blocks, int size, float[] origin, float[][] others) {
        float[][] distances = new float[others.length][size];
        for (int begin = 0; blocks.hasNext(); ) {
            try (PointSet set = new PointSet(blocks.next(), origin)) {
                float[][] own = set.squaredDistances(others);
                for (int i = 0; i < own.length; i++) {
                    System.arraycopy(own[i], 0, distances[i], begin, set.size());
                }
                begin += set.size();
            }
        }
        return distances;
    }

    @Override
    public float[][] means(int[] assignment, int k) {
        int[] counts = new int[k];
        for (int cluster : assignment) {
            counts[cluster]++;
        }
        FixedPointSums sums = sums(k);
        FixedPointSums empty = sums(k);
        Label of = label;
        onAssigned(
                assignment,
                sent -> onAll(
                        (partition, some) -> sums(some, empty, sent.value(), of.begin(partition)),
                        (found, partition) -> sums.add(found)));
        return sums.means(counts);
    }

    private FixedPointSums sums(int k) {
        return new FixedPointSums(k, dimension, largest, size());
    }

    /** @param begin the first point of the blocks */
    private static FixedPointSums sums(Iterator<float[][]> blocks, FixedPointSums sums, int[] assignment, int begin) {
        int index = begin;
        while (blocks.hasNext()) {
            for (float[] point : blocks.next()) {
                sums.add(assignment[index++], point);
            }
        }
        return sums;
    }

    @Override
    public double squaredError(int[] assignment, float[][] centroids) {
        SortedMap<Integer, double[]> parts = new TreeMap<>(); // added up in order
        Label of = label;
        onAssigned(
                assignment,
                sent -> onAll(
                        (partition, some) -> squaredErrors(some, centroids, sent.value(), of.begin(partition)),
                        (errors, partition) -> parts.put(partition, errors)));
        return parts.values().stream().flatMapToDouble(Arrays::stream).reduce(0, Double::sum);
    }

    /** [blocks]. */
    private static double[] squaredErrors(
            Iterator<float[][]> blocks, float[][] centroids, int[] assignment, int begin) {
        List<Double> errors = new ArrayList<>();
        int index = begin;
        while (blocks.hasNext()) {
            double error = 0;
            for (float[] point : blocks.next()) {
                error += KMeans.squaredDistance(point, centroids[assignment[index++]]);
            }
            errors.add(error);
        }
        return errors.stream().mapToDouble(error -> error).toArray();
    }

    private void onAssigned(int[] assignment, Consumer<Broadcast<int[]>> job) {
        Broadcast<int[]> sent = new JavaSparkContext(blocks.context()).broadcast(assignment);
        try {
            job.accept(sent);
        } finally {
            sent.destroy();
        }
    }
}
