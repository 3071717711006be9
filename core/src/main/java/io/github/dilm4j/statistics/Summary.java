package io.github.dilm4j.statistics;

/**
 * The summary of several values.
 *
 * @param n number of values
 * @param sd standard deviation of the sample (n - 1); 0 for a single value
 */
public record Summary(int n, double mean, double sd, double min, double max) {
    /**
     * Summarises values. If a value is not finite, neither is the result.
     *
     * @throws IllegalArgumentException if there is no value
     */
    public static Summary of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a summary needs at least one value");
        }
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            sum += value;
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        double mean =
                Math.max(min, Math.min(max, sum / values.length)); // rounding must not take the mean out of the range
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double sd = values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1));
        return new Summary(values.length, mean, sd, min, max);
    }
}
