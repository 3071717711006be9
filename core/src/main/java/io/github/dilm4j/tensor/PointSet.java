package io.github.dilm4j.tensor;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Points whose squared Euclidean distances to other points are found by matrix multiplication, in float32 on the CPU.
 * The points are held with an origin subtracted, by default their mean, so a distance is accurate to about 1e-6 of the
 * squared distances from that origin; smaller distances are reported as 0.
 */
public final class PointSet implements AutoCloseable {
    private static final int CHUNK_VALUES = 1 << 18; // distances held at once: they should stay in the cache
    private static final float ROUNDING = 1e-6f;

    private final int size;
    private final int dimension;
    private final float[] origin; // [dimension]
    private final float[] squaredNorms; // [size], of the centred points
    private final Tensor points; // [size, dimension], centred

    /**
     * Copies the points.
     *
     * @param points [n, d], n and d at least 1
     * @throws IllegalArgumentException if there is no point, the points differ in length, or a value is not finite
     */
    public PointSet(float[][] points) {
        this(points, mean(points));
    }

    private PointSet(float[][] points, float[] origin) {
        this.size = points.length;
        this.dimension = origin.length;
        this.origin = origin;
        this.squaredNorms = new float[size];
        try (PointerScope scope = new PointerScope()) {
            this.points = Tensors.keep(centred(points, squaredNorms)); // [n, d]
        }
    }

    /**
     * Copies a part of a larger set, whose squared norms are known.
     *
     * @param packed [n · d], the points one after the other
     * @param origin [d], near all points of the larger set, such as their mean
     * @param squaredNorms [n], from {@link #squaredNorms}
     */
    public PointSet(float[] packed, float[] origin, float[] squaredNorms) {
        this.size = squaredNorms.length;
        this.dimension = origin.length;
        this.origin = origin;
        this.squaredNorms = squaredNorms;
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor own = Tensors.of(packed, Device.CPU, size, dimension); // [n, d]
            this.points = Tensors.keep(own.sub_(Tensors.of(origin, Device.CPU, dimension)));
        }
    }

    /**
     * The squared distances of points to an origin.
     *
     * @param packed [n · d], the points one after the other
     * @param origin [d]
     * @return [n]
     */
    public static float[] squaredNorms(float[] packed, float[] origin) {
        float[] norms = new float[packed.length / origin.length];
        for (int i = 0; i < norms.length; i++) {
            double square = 0;
            for (int j = 0; j < origin.length; j++) {
                float value = packed[i * origin.length + j] - origin[j];
                square += (double) value * value;
            }
            norms[i] = (float) square;
        }
        return norms;
    }

    public int size() {
        return size;
    }

    public int dimension() {
        return dimension;
    }

    /**
     * Finds the nearest centroid of every point.
     *
     * @param centroids [k, d]
     * @param squaredDistances [n], receives the squared distance to that centroid
     * @return [n], the centroid's index; of equally near ones the lowest
     */
    public int[] nearest(float[][] centroids, float[] squaredDistances) {
        if (squaredDistances.length != size) {
            throw new IllegalArgumentException(
                    "there are " + size + " points but room for " + squaredDistances.length + " distances");
        }
        int k = centroids.length;
        int chunk = Math.max(1, Math.min(size, CHUNK_VALUES / Math.max(1, k)));
        float[] norms = new float[k];
        Assignment found = new Assignment(new int[size], squaredDistances);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor transposed = centred(centroids, norms).t(); // [d, k]
            Centroids all = new Centroids(transposed, Tensors.of(norms, Device.CPU, k), norms);
            int chunks = (size + chunk - 1) / chunk;
            int parts = Math.min(chunks, Workers.multiple(Device.CPU));
            Workers.withoutGradients(Device.CPU, parts, part -> {
                int from = Workers.begin(chunks, part, parts) * chunk;
                int to = Math.min(size, Workers.begin(chunks, part + 1, parts) * chunk);
                assign(from, to, chunk, all, found);
            });
        }
        return found.nearest();
    }

    /**
     * Centred centroids.
     *
     * @param transposed [d, k]
     * @param squares [k], the squared norms on the device
     * @param norms [k], the same values
     */
    private record Centroids(Tensor transposed, Tensor squares, float[] norms) {}

    /** The results for all points, as in {@link #nearest(float[][], float[])}. */
    private record Assignment(int[] nearest, float[] squaredDistances) {}

    /** Assigns the points {@code begin} to {@code end - 1}, in chunks. */
    private void assign(int begin, int end, int chunk, Centroids centroids, Assignment found) {
        float[] least = new float[chunk];
        long[] indexes = new long[chunk];
        int k = centroids.norms().length;
        Tensor block = torch.empty(new long[] {chunk, k}, Tensors.options(ScalarType.Float, Device.CPU), null);
        Tensor minima = torch.empty(new long[] {chunk}, Tensors.options(ScalarType.Float, Device.CPU), null);
        Tensor places = torch.empty(new long[] {chunk}, Tensors.options(ScalarType.Long, Device.CPU), null);
        FloatPointer minimaData = minima.data_ptr_float();
        LongPointer placesData = places.data_ptr_long();
        Scalar one = new Scalar(1f);
        Scalar minusTwo = new Scalar(-2f);
        for (int from = begin; from < end; from += chunk) {
            int rows = Math.min(chunk, end - from);
            try (PointerScope step = new PointerScope()) {
                Tensor distances = block.narrow(0, 0, rows); // [rows, k]
                torch.addmm_out(
                        distances,
                        centroids.squares(),
                        points.narrow(0, from, rows),
                        centroids.transposed(),
                        one,
                        minusTwo);
                torch.min_out(minima.narrow(0, 0, rows), places.narrow(0, 0, rows), distances, 1, false);
            }
            minimaData.get(least, 0, rows);
            placesData.get(indexes, 0, rows);
            for (int i = 0; i < rows; i++) {
                int centroid = (int) indexes[i];
                found.nearest()[from + i] = centroid;
                found.squaredDistances()[from + i] =
                        distance(least[i], squaredNorms[from + i], centroids.norms()[centroid]);
            }
        }
    }

    /**
     * The squared distances of every point to each of a few others.
     *
     * @param others [m, d]
     * @return [m, n]
     */
    public float[][] squaredDistances(float[][] others) {
        float[] norms = new float[others.length];
        float[][] result = new float[others.length][size];
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor centred = centred(others, norms); // [m, d]
            int parts = Math.min(size, Workers.multiple(Device.CPU));
            Workers.withoutGradients(Device.CPU, parts, part -> {
                int from = Workers.begin(size, part, parts);
                int to = Workers.begin(size, part + 1, parts);
                squaredDistances(from, to, centred, norms, result);
            });
        }
        return result;
    }

    /** {@link #squaredDistances(float[][])} of the points {@code begin} to {@code end - 1}. */
    private void squaredDistances(int begin, int end, Tensor others, float[] norms, float[][] result) {
        int n = end - begin;
        Tensor products = others.matmul(points.narrow(0, begin, n).t()); // [m, n]
        FloatPointer data = products.data_ptr_float();
        for (int j = 0; j < norms.length; j++) {
            float[] row = result[j];
            data.position((long) j * n).get(row, begin, n);
            for (int i = begin; i < end; i++) {
                row[i] = distance(norms[j] - 2 * row[i], squaredNorms[i], norms[j]);
            }
        }
    }

    @Override
    public void close() {
        points.close();
    }

    /** ‖x‖² + ‖c‖² - 2⟨x, c⟩, given its last two terms; 0 if it is below the rounding error of the first two. */
    private static float distance(float rest, float pointNorm, float otherNorm) {
        float distance = pointNorm + rest;
        return distance <= ROUNDING * (pointNorm + otherNorm) ? 0 : distance;
    }

    /** The rows minus the origin; their squared norms go into {@code squares}. */
    private Tensor centred(float[][] rows, float[] squares) {
        Tensor tensor =
                torch.empty(new long[] {rows.length, dimension}, Tensors.options(ScalarType.Float, Device.CPU), null);
        FloatPointer data = tensor.data_ptr_float();
        float[] centred = new float[dimension];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != dimension) {
                throw new IllegalArgumentException(
                        "point " + i + " has " + rows[i].length + " coordinates instead of " + dimension);
            }
            double square = 0;
            for (int j = 0; j < dimension; j++) {
                float value = rows[i][j] - origin[j];
                centred[j] = value;
                square += (double) value * value;
            }
            if (!Double.isFinite(square)) {
                throw new IllegalArgumentException("point " + i + " has a coordinate that is not a finite number");
            }
            squares[i] = (float) square;
            data.position((long) i * dimension).put(centred);
        }
        return tensor;
    }

    private static float[] mean(float[][] points) {
        if (points.length == 0 || points[0].length == 0) {
            throw new IllegalArgumentException("there must be at least one point of at least one coordinate");
        }
        double[] sum = new double[points[0].length];
        for (float[] point : points) {
            for (int j = 0; j < Math.min(sum.length, point.length); j++) {
                sum[j] += point[j];
            }
        }
        float[] mean = new float[sum.length];
        for (int j = 0; j < mean.length; j++) {
            mean[j] = (float) (sum[j] / points.length);
        }
        return mean;
    }
}
