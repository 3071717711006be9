package io.github.dilm4j.statistics;

import java.util.Arrays;

/**
 * Places points in a plane so that neighbours stay neighbours: exact t-SNE, van der Maaten and Hinton, "Visualizing Data using
 * t-SNE" (JMLR 9, 2008), with early exaggeration, momentum and gains. It starts from the plane of the principal components
 * (Kobak and Berens, Nature Communications 10, 2019), so that nothing is random: the same points give the same bytes.
 * Distances between groups and the sizes of groups say little.
 *
 * <p>The time grows with the square of the number of points: a thousand take some seconds. It is written here because no
 * library fits (docs/decisions/0008-t-sne.md).
 */
public final class TSne {
    /** The most points. */
    public static final int MOST = 2000;

    private static final double PERPLEXITY = 30; // effective number of neighbours
    private static final double NEIGHBOURS_PER_PERPLEXITY = 3;
    private static final double ENTROPY_TOLERANCE = 1e-5; // nats
    private static final int BISECTIONS = 50;
    private static final double START = 1e-4; // standard deviation along the first component
    private static final int STEPS = 750;
    private static final int EXAGGERATED_STEPS = 250;
    private static final double EXAGGERATION = 12;
    private static final double LEAST_RATE = 50;
    private static final double LEAST_GAIN = 0.01;

    private TSne() {}

    /**
     * @param points [n][d], 1 to {@link #MOST}
     * @return [n][2], around 0
     * @throws IllegalArgumentException if there are too many points, or none
     */
    public static double[][] of(float[][] points) {
        if (points.length == 0 || points.length > MOST) {
            throw new IllegalArgumentException(points.length + " points instead of 1 to " + MOST);
        }
        int n = points.length;
        double[] x = new double[n];
        double[] y = new double[n];
        start(points, x, y);
        double[][] affinities =
                affinities(points, Math.max(1, Math.min(PERPLEXITY, (n - 1) / NEIGHBOURS_PER_PERPLEXITY)));
        Descent ofX = new Descent(x);
        Descent ofY = new Descent(y);
        double[] gradientX = new double[n];
        double[] gradientY = new double[n];
        for (int step = 0; step < STEPS; step++) {
            boolean exaggerated = step < EXAGGERATED_STEPS;
            gradient(affinities, exaggerated ? EXAGGERATION : 1, x, y, gradientX, gradientY);
            double rate = Math.max(LEAST_RATE, n / EXAGGERATION / 4);
            double momentum = exaggerated ? 0.5 : 0.8;
            ofX.step(gradientX, rate, momentum);
            ofY.step(gradientY, rate, momentum);
        }
        double[][] placed = new double[n][];
        for (int i = 0; i < n; i++) {
            placed[i] = new double[] {x[i], y[i]};
        }
        return placed;
    }

    private static void start(float[][] points, double[] x, double[] y) {
        double[][] plane = PrincipalPlane.of(points).coordinates();
        double squares = 0;
        for (double[] point : plane) {
            squares += point[0] * point[0];
        }
        double scale = squares == 0 ? 0 : START / Math.sqrt(squares / plane.length);
        for (int i = 0; i < plane.length; i++) {
            x[i] = scale * plane[i][0];
            y[i] = scale * plane[i][1];
        }
    }

    /**
     * The joint probabilities of neighbours among the points.
     *
     * @param perplexity of each point's distribution over the others
     * @return [n][n], symmetric, of sum 1, with a diagonal of 0
     */
    static double[][] affinities(float[][] points, double perplexity) {
        int n = points.length;
        double[][] conditional = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                conditional[i][j] = squaredDistance(points[i], points[j]);
                conditional[j][i] = conditional[i][j];
            }
        }
        for (int i = 0; i < n; i++) {
            conditional[i] = neighbours(conditional[i], i, Math.log(perplexity));
        }
        double[][] joint = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                joint[i][j] = (conditional[i][j] + conditional[j][i]) / (2 * n);
            }
        }
        return joint;
    }

    /**
     * The distribution of a point's neighbours: {@code exp(-precision * distance)}, with the precision whose entropy is the
     * wanted one, by bisection.
     *
     * @param squared distances to all points
     * @param entropy nats
     */
    private static double[] neighbours(double[] squared, int self, double entropy) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int j = 0; j < squared.length; j++) {
            nearest = j == self ? nearest : Math.min(nearest, squared[j]);
        }
        double[] probabilities = new double[squared.length];
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double precision = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double sum = 0;
            double mean = 0; // of the distances beyond the nearest, times the sum
            for (int j = 0; j < squared.length; j++) {
                double beyond = squared[j] - nearest;
                probabilities[j] = j == self ? 0 : Math.exp(-precision * beyond);
                sum += probabilities[j];
                mean += probabilities[j] * beyond;
            }
            for (int j = 0; j < squared.length; j++) {
                probabilities[j] /= Math.max(sum, Double.MIN_NORMAL); // a single point has no neighbour
            }
            double off = Math.log(sum) + precision * mean / sum - entropy;
            if (!(Math.abs(off) > ENTROPY_TOLERANCE)) {
                break;
            }
            if (off > 0) {
                low = precision;
                precision = Double.isInfinite(high) ? precision * 2 : (precision + high) / 2;
            } else {
                high = precision;
                precision = (precision + low) / 2;
            }
        }
        return probabilities;
    }

    private static double squaredDistance(float[] one, float[] other) {
        double sum = 0;
        for (int k = 0; k < one.length; k++) {
            double difference = one[k] - other[k];
            sum += difference * difference;
        }
        return sum;
    }

    /**
     * The gradient of the Kullback-Leibler divergence of the plane's probabilities, which fall with the distance like
     * Student's t-distribution, from the affinities.
     *
     * @param exaggeration factor of the affinities
     * @param gradientX [n], overwritten
     * @param gradientY [n], overwritten
     */
    static void gradient(
            double[][] affinities,
            double exaggeration,
            double[] x,
            double[] y,
            double[] gradientX,
            double[] gradientY) {
        int n = x.length;
        double[] apartX = new double[n]; // the repulsion, not yet divided by the sum
        double[] apartY = new double[n];
        double sum = 0;
        Arrays.fill(gradientX, 0);
        Arrays.fill(gradientY, 0);
        for (int i = 0; i < n; i++) {
            double[] ofPoint = affinities[i];
            for (int j = 0; j < i; j++) {
                double dx = x[i] - x[j];
                double dy = y[i] - y[j];
                double near = 1 / (1 + dx * dx + dy * dy);
                sum += 2 * near;
                double pull = 4 * exaggeration * ofPoint[j] * near;
                double push = 4 * near * near;
                gradientX[i] += pull * dx;
                gradientX[j] -= pull * dx;
                gradientY[i] += pull * dy;
                gradientY[j] -= pull * dy;
                apartX[i] += push * dx;
                apartX[j] -= push * dx;
                apartY[i] += push * dy;
                apartY[j] -= push * dy;
            }
        }
        for (int i = 0; i < n && sum > 0; i++) {
            gradientX[i] -= apartX[i] / sum;
            gradientY[i] -= apartY[i] / sum;
        }
    }

    /** Gradient descent of one coordinate of all points, with momentum and a gain for each point. */
    private static final class Descent {
        private final double[] values;
        private final double[] velocities;
        private final double[] gains;

        Descent(double[] values) {
            this.values = values;
            velocities = new double[values.length];
            gains = new double[values.length];
            Arrays.fill(gains, 1);
        }

        void step(double[] gradient, double rate, double momentum) {
            for (int i = 0; i < values.length; i++) {
                boolean goesOn = gradient[i] > 0 != velocities[i] > 0;
                gains[i] = Math.max(LEAST_GAIN, goesOn ? gains[i] + 0.2 : gains[i] * 0.8);
                velocities[i] = momentum * velocities[i] - rate * gains[i] * gradient[i];
                values[i] += velocities[i];
            }
        }
    }
}
