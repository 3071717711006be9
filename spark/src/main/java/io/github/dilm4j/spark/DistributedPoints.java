package io.github.dilm4j.spark;

import io.github.dilm4j.coreset.Points;
import io.github.dilm4j.spark.PartitionJobs.PartitionFunction;
import io.github.dilm4j.spark.SortedTexts.Label;
import io.github.dilm4j.tensor.PointSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
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
    private final JointJobs<PointBlock> jobs;
    private final JavaSparkContext context;
    private final Label label;
    private final TaskCores cores;
    private final int dimension;
    private final double largest; // absolute coordinate
    private final float[] origin; // the mean of all points

    /**
     * The points of a label.
     *
     * @param jobs on {@code blocks}
     * @throws IllegalArgumentException if a coordinate is not finite
     */
    DistributedPoints(JointJobs<PointBlock> jobs, JavaRDD<PointBlock> blocks, Label label) {
        this.jobs = jobs;
        this.context = new JavaSparkContext(blocks.context());
        this.label = label;
        this.cores = TaskCores.of(blocks.context());
        int[] dimensions = {0};
        double[] greatest = {0};
        onAll((partition, some) -> extent(some), (extent, partition) -> {
            dimensions[0] = extent._1();
            greatest[0] = Math.max(greatest[0], extent._2()); // NaN stays
        });
        if (!Double.isFinite(greatest[0])) {
            throw new IllegalArgumentException("a point has a coordinate that is not a finite number");
        }
        this.dimension = dimensions[0];
        this.largest = greatest[0];
        this.origin = means(new int[label.rows()], 1)[0];
    }

    private <U> void onAll(PartitionFunction<PointBlock, U> function, ObjIntConsumer<U> result) {
        jobs.run(label.partitions(), function, result);
    }

    /** The dimension and the largest absolute coordinate. */
    private static Tuple2<Integer, Double> extent(Iterator<PointBlock> blocks) {
        int dimension = 0;
        double largest = 0;
        while (blocks.hasNext()) {
            PointBlock block = blocks.next();
            dimension = block.dimension();
            largest = Math.max(largest, block.largest());
        }
        return new Tuple2<>(dimension, largest);
    }

    @Override
    public int size() {
        return label.rows();
    }

    @Override
    public float[][] get(int... indices) {
        Map<Integer, float[]> found = new HashMap<>();
        Label of = label;
        jobs.run(
                Arrays.stream(indices).map(label::partitionOf).distinct(),
                (partition, some) -> pick(some, of.begin(partition), indices),
                (picked, partition) -> picked.forEach(found::put));
        return Arrays.stream(indices).mapToObj(found::get).toArray(float[][]::new);
    }

    /** The wanted points of a partition that begins with point {@code begin}. */
    private static Map<Integer, float[]> pick(Iterator<PointBlock> blocks, int begin, int[] wanted) {
        Map<Integer, float[]> picked = new HashMap<>();
        for (int from = begin; blocks.hasNext(); ) {
            PointBlock block = blocks.next();
            int first = from;
            IntStream.of(wanted)
                    .filter(index -> index >= first && index < first + block.size())
                    .forEach(index -> picked.put(index, block.get(index - first)));
            from += block.size();
        }
        return picked;
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
            Iterator<PointBlock> blocks, int size, float[] origin, float[][] centroids) {
        int[] nearest = new int[size];
        float[] distances = new float[size];
        for (int begin = 0; blocks.hasNext(); ) {
            try (PointSet set = blocks.next().open(origin)) {
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
    private static float[][] squaredDistances(Iterator<PointBlock> blocks, int size, float[] origin, float[][] others) {
        float[][] distances = new float[others.length][size];
        for (int begin = 0; blocks.hasNext(); ) {
            try (PointSet set = blocks.next().open(origin)) {
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
    public Optional<float[][]> moved(float[][] centroids) {
        TaskCores on = cores;
        float[] from = origin;
        FixedPointSums sums = sums(centroids.length);
        FixedPointSums empty = sums.empty();
        onAll(
                (partition, some) -> on.run(() -> {
                    some.forEachRemaining(block -> block.addToNearest(centroids, from, empty));
                    return empty;
                }),
                (found, partition) -> sums.add(found));
        return sums.hasEmptyCluster() ? Optional.empty() : Optional.of(sums.means());
    }

    @Override
    public float[][] means(int[] assignment, int k) {
        FixedPointSums sums = sums(k);
        FixedPointSums empty = sums.empty();
        Label of = label;
        onAssigned(
                assignment,
                sent -> onAll(
                        (partition, some) -> sums(some, empty, sent.value(), of.begin(partition)),
                        (found, partition) -> sums.add(found)));
        return sums.means();
    }

    private FixedPointSums sums(int k) {
        return new FixedPointSums(k, dimension, largest, size());
    }

    /** @param begin the first point of the blocks */
    private static FixedPointSums sums(Iterator<PointBlock> blocks, FixedPointSums sums, int[] assignment, int begin) {
        for (int from = begin; blocks.hasNext(); ) {
            PointBlock block = blocks.next();
            block.add(assignment, from, sums);
            from += block.size();
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
            Iterator<PointBlock> blocks, float[][] centroids, int[] assignment, int begin) {
        List<Double> errors = new ArrayList<>();
        for (int from = begin; blocks.hasNext(); ) {
            PointBlock block = blocks.next();
            errors.add(block.squaredError(assignment, from, centroids));
            from += block.size();
        }
        return errors.stream().mapToDouble(error -> error).toArray();
    }

    private void onAssigned(int[] assignment, Consumer<Broadcast<int[]>> job) {
        Broadcast<int[]> sent = context.broadcast(assignment);
        try {
            job.accept(sent);
        } finally {
            sent.destroy();
        }
    }
}
