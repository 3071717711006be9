package io.github.dilm4j.benchmarks;

import io.github.dilm4j.coreset.Clustering;
import io.github.dilm4j.coreset.KMeans;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.Map;

/** K-means and, for each cluster, the member nearest to its centroid. */
final class KCenters implements Piece {
    private static final long SEED = 1;

    private final Plan plan;
    private final float[][] points;

    KCenters(Work work) {
        plan = work.plan();
        points = new float[plan.points()][plan.pointWidth()];
        try {
            FloatBuffer values = ByteBuffer.wrap(
                            Files.readAllBytes(work.folder().resolve("points.f32")))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            for (float[] point : points) {
                values.get(point);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, Double> run() {
        Clustering clusters = KMeans.fit(points, plan.centers(), plan.centerIterations(), SEED);
        double[] least = new double[plan.centers()];
        int[] nearest = new int[plan.centers()];
        java.util.Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (int i = 0; i < points.length; i++) {
            int cluster = clusters.assignment()[i];
            double distance = squaredDistance(points[i], clusters.centroids()[cluster]);
            if (distance < least[cluster]) {
                least[cluster] = distance;
                nearest[cluster] = i;
            }
        }
        return Map.of("meanSquaredDistance", clusters.inertia() / points.length, "iterations", (double)
                clusters.iterations());
    }

    @Override
    public void close() {}

    private static double squaredDistance(float[] a, float[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            double difference = (double) a[j] - b[j];
            sum += difference * difference;
        }
        return sum;
    }
}
