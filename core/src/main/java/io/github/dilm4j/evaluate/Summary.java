package io.github.dilm4j.evaluate;

/**
 * Several values in short.
 *
 * @param n how many
 * @param sd standard deviation of the sample (n - 1); 0 for a single value
 * @param standardError of the mean, {@code sd / √n}
 */
public record Summary(int n, double mean, double sd, double min, double max, double standardError) {
    /** @throws IllegalArgumentException if there is no value or one is not finite */
    public static Summary of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a summary needs at least one value");
        }
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("values[" + i + "] is " + values[i] + ", not a finite number");
            }
            sum += values[i];
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
        }
        double mean = Math.max(min, Math.min(max, sum / values.length)); // rounding must not leave the range
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double sd = values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1));
        return new Summary(values.length, mean, sd, min, max, sd / Math.sqrt(values.length));
    }
}
