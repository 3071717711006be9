package io.github.dilm4j.coreset;

/** The lower triangular factor {@code L} of a positive definite matrix {@code L·Lᵀ}, to solve linear equations with. */
final class Cholesky {
    private final double[][] lower; // row i holds i + 1 elements

    private Cholesky(double[][] lower) {
        this.lower = lower;
    }

    /** @param matrix [n, n], symmetric; {@code matrix + ridge·I} is positive definite */
    static Cholesky of(double[][] matrix, double ridge) {
        int n = matrix.length;
        double[][] lower = new double[n][];
        for (int i = 0; i < n; i++) {
            lower[i] = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j] + (i == j ? ridge : 0);
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(sum) : sum / lower[j][j];
            }
        }
        return new Cholesky(lower);
    }

    /** Replaces {@code b} [n] by the solution {@code x} of {@code L·Lᵀ·x = b}. */
    void solve(double[] b) {
        for (int i = 0; i < b.length; i++) {
            for (int k = 0; k < i; k++) {
                b[i] -= lower[i][k] * b[k];
            }
            b[i] /= lower[i][i];
        }
        for (int i = b.length - 1; i >= 0; i--) {
            for (int k = i + 1; k < b.length; k++) {
                b[i] -= lower[k][i] * b[k];
            }
            b[i] /= lower[i][i];
        }
    }
}
