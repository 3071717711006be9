package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.coreset.Clustering;
import io.github.dilm4j.coreset.KMeans;
import io.github.dilm4j.spark.SortedTexts.Label;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;

class DistributedPointsTest extends OnLocalSession {
    private static final int BLOCK = 10;
    private static final int COUNT = 205;

    private final float[][] points = points();

    @Test
    void kMeansIsThatOfPointsInMemory() {
        Clustering here = KMeans.fit(points, 12, 300, 7);
        Clustering there = distributed(points, 3);
        assertThat(there.assignment()).containsExactly(here.assignment());
        assertThat(there.iterations()).isEqualTo(here.iterations()).isGreaterThan(1);
        assertThat(there.inertia()).isEqualTo(here.inertia(), within(1e-5 * here.inertia()));
    }

    @Test
    void partitionsChangeNoBit() {
        Clustering few = distributed(points, 11);
        Clustering many = distributed(points, 1);
        assertThat(many.centroids()).isEqualTo(few.centroids());
        assertThat(many.inertia()).isEqualTo(few.inertia());
    }

    @Test
    void aPointThatIsNotFiniteIsRefused() {
        points[77][1] = Float.NaN;
        assertThatThrownBy(() -> distributed(points, 3))
                .hasMessage("a point has a coordinate that is not a finite number");
    }

    @Test
    void pointsOnADiskGiveTheSameBits() {
        assertThat(distributed(points, 3, StorageLevel.DISK_ONLY()).centroids())
                .isEqualTo(distributed(points, 3, StorageLevel.MEMORY_ONLY()).centroids());
    }

    /** Divides the points, which lie in blocks that remember nothing. */
    private static Clustering distributed(float[][] points, int blocksPerPartition) {
        return distributed(points, blocksPerPartition, StorageLevel.NONE());
    }

    /** Divides the points into 12 clusters, on partitions after one of another label. */
    private static Clustering distributed(float[][] points, int blocksPerPartition, StorageLevel stored) {
        List<List<PointBlock>> partitions = new ArrayList<>();
        partitions.add(List.of(PointBlock.of(new float[][] {{9, 9, 9, 9}})));
        int step = blocksPerPartition * BLOCK;
        int[] begins =
                IntStream.iterate(0, from -> from < COUNT, from -> from + step).toArray();
        for (int begin : begins) {
            int end = Math.min(COUNT, begin + step);
            partitions.add(IntStream.iterate(begin, from -> from < end, from -> from + BLOCK)
                    .mapToObj(from -> PointBlock.of(Arrays.copyOfRange(points, from, Math.min(COUNT, from + BLOCK))))
                    .toList());
        }
        JavaRDD<PointBlock> blocks = new JavaSparkContext(session.sparkContext())
                .parallelize(partitions, partitions.size())
                .flatMap(List::iterator)
                .persist(stored);
        JointJobs<PointBlock> jobs = new JointJobs<>(blocks);
        Label label = new Label("second", COUNT, 1, begins);
        return jobs.inThreads(1, only -> KMeans.fit(new DistributedPoints(jobs, blocks, label), 12, 300, 7))
                .get(0);
    }

    private static float[][] points() {
        UniformRandomProvider random = RandomStreams.of(3);
        float[][] points = new float[COUNT][4];
        for (int i = 0; i < COUNT; i++) {
            for (int j = 0; j < 4; j++) {
                points[i][j] = (float) (random.nextDouble() + (i * (j + 1)) % 7);
            }
        }
        return points;
    }
}
