package io.github.dilm4j.matching;

import java.util.Arrays;

/**
 * The gradients of one linear layer, factored: for example {@code i} it is {@code deltas[i] ⊗ [inputs[i], 1]}, a matrix
 * [out, in + 1] whose last column belongs to the bias; without a bias, that column is 0.
 *
 * @param deltas [n, out], derivative of the example's own loss (not of a mean) by the layer's outputs; kept, not copied
 * @param inputs [n, in], the layer's inputs; kept, not copied
 * @param biased whether the layer has a bias
 */
public record LayerFactors(float[][] deltas, float[][] inputs, boolean biased) {
    /** The factors of a layer with a bias. */
    public LayerFactors(float[][] deltas, float[][] inputs) {
        this(deltas, inputs, true);
    }

    /** @throws IllegalArgumentException if there is no example, or the rows differ in number or length */
    public LayerFactors {
        if (deltas.length == 0 || deltas.length != inputs.length) {
            throw new IllegalArgumentException("a layer needs as many deltas as inputs and at least one, got "
                    + deltas.length + " and " + inputs.length);
        }
        checkRows("deltas", deltas);
        checkRows("inputs", inputs);
    }

    /** n, the number of examples. */
    public int size() {
        return deltas.length;
    }

    public int outputs() {
        return deltas[0].length;
    }

    /** The layer's inputs, without the constant 1 of the bias. */
    public int inputWidth() {
        return inputs[0].length;
    }

    /** out · (in + 1), the length of the layer's gradient. */
    int parameters() {
        return outputs() * (inputWidth() + 1);
    }

    /** {@code Σ weights[i] · deltas[i] ⊗ [inputs[i], 1]}, row-major [out, in + 1]. */
    double[] weightedSum(double[] weights) {
        int width = inputWidth();
        double[] sum = new double[parameters()];
        double[] row = new double[width];
        for (int o = 0; o < outputs(); o++) {
            Arrays.fill(row, 0);
            double bias = 0;
            for (int i = 0; i < size(); i++) {
                double scale = weights[i] * deltas[i][o];
                float[] input = inputs[i];
                for (int j = 0; j < width; j++) {
                    row[j] += scale * input[j];
                }
                bias += scale;
            }
            System.arraycopy(row, 0, sum, o * (width + 1), width);
            sum[o * (width + 1) + width] = biased ? bias : 0;
        }
        return sum;
    }

    /** Adds to {@code products[i]} the inner product of {@code direction} (row-major [out, in + 1]) and gradient i. */
    void addInnerProducts(double[] direction, double[] products) {
        int width = inputWidth();
        for (int o = 0; o < outputs(); o++) {
            int row = o * (width + 1);
            double bias = biased ? direction[row + width] : 0;
            for (int i = 0; i < size(); i++) {
                products[i] += deltas[i][o] * (dot(direction, row, inputs[i]) + bias);
            }
        }
    }

    /** Uses four partial sums, because with a single one every addition waits for the last. */
    private static double dot(double[] direction, int from, float[] input) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int j = 0;
        for (; j + 3 < input.length; j += 4) {
            a += direction[from + j] * input[j];
            b += direction[from + j + 1] * input[j + 1];
            c += direction[from + j + 2] * input[j + 2];
            d += direction[from + j + 3] * input[j + 3];
        }
        for (; j < input.length; j++) {
            a += direction[from + j] * input[j];
        }
        return (a + b) + (c + d);
    }

    private static void checkRows(String name, float[][] rows) {
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != rows[0].length) {
                throw new IllegalArgumentException(
                        name + "[" + i + "] has " + rows[i].length + " values, " + name + "[0] has " + rows[0].length);
            }
        }
    }
}
