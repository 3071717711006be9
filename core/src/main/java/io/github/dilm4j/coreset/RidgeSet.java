package io.github.dilm4j.coreset;

/**
 * The ridge regression of a training set, whose texts can be swapped. With the set's features {@code X}
 * [texts, features] and its centred one-hot labels {@code Y}, the ridge regression is {@code W = XᵀA} with
 * {@code A = (XXᵀ + ridge·I)⁻¹Y}; its loss on the reference texts needs {@code XXᵀ}, {@code XGXᵀ} and {@code XB} alone,
 * of which a swap changes one row and column.
 */
final class RidgeSet {
    /** A text, with the quantities that do not depend on its set. */
    record Candidate(double[] features, double[] timesSecond, double[] timesCross, int label) {}

    private final RidgeReference reference;
    private final double ridge;
    private final Candidate[] members; // [texts]
    private final double[][] kernel; // [texts, texts], XXᵀ
    private final double[][] throughSecond; // [texts, texts], XGXᵀ
    private final double[] kernelRow; // [texts], of the member that was replaced last
    private final double[] secondRow; // the same
    private Candidate replaced;
    private int placed;

    /** @param ridge the regularisation, above 0; the features' mean squared length is 2 */
    RidgeSet(RidgeReference reference, double ridge, Candidate[] members) {
        this.reference = reference;
        this.ridge = ridge;
        this.members = members.clone();
        this.kernel = new double[members.length][members.length];
        this.throughSecond = new double[members.length][members.length];
        this.kernelRow = new double[members.length];
        this.secondRow = new double[members.length];
        this.replaced = members[0];
        for (int i = 0; i < members.length; i++) {
            place(i, members[i]);
        }
    }

    /** Puts a candidate in the place of a member; {@link #undo} takes it back. */
    void place(int position, Candidate candidate) {
        placed = position;
        replaced = members[position];
        System.arraycopy(kernel[position], 0, kernelRow, 0, members.length);
        System.arraycopy(throughSecond[position], 0, secondRow, 0, members.length);
        members[position] = candidate;
        for (int i = 0; i < members.length; i++) {
            kernel[i][position] = RidgeReference.dot(members[i].features(), candidate.features());
            kernel[position][i] = kernel[i][position];
            throughSecond[i][position] = RidgeReference.dot(members[i].features(), candidate.timesSecond());
            throughSecond[position][i] = throughSecond[i][position];
        }
    }

    /** Takes the last {@link #place} back. */
    void undo() {
        members[placed] = replaced;
        for (int i = 0; i < members.length; i++) {
            kernel[i][placed] = kernelRow[i];
            kernel[placed][i] = kernelRow[i];
            throughSecond[i][placed] = secondRow[i];
            throughSecond[placed][i] = secondRow[i];
        }
    }

    /** The mean squared loss on the reference texts of the ridge regression that is fitted to this set. */
    double loss() {
        int labels = reference.labels();
        Cholesky factor = Cholesky.of(kernel, ridge);
        double loss = reference.lossOfZero();
        double[] alpha = new double[members.length];
        for (int label = 0; label < labels; label++) {
            for (int i = 0; i < members.length; i++) {
                alpha[i] = (members[i].label() == label ? 1.0 : 0.0) - 1.0 / labels;
            }
            factor.solve(alpha);
            for (int i = 0; i < members.length; i++) {
                loss += alpha[i]
                        * (RidgeReference.dot(throughSecond[i], alpha)
                                - 2 * members[i].timesCross()[label]);
            }
        }
        return loss;
    }
}
