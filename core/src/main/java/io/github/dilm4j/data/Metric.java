package io.github.dilm4j.data;

/** The metric of a task, in [0, 1]. */
public enum Metric {
    ACCURACY,
    /** F1 of label 1, for two labels. */
    F1,
    /** Unweighted mean of the F1 of every label. */
    MACRO_F1,
    /** Mean of accuracy and F1 of label 1: GLUE's figure for QQP. */
    ACCURACY_AND_F1;

    /** Whether it is defined for this number of labels. */
    public boolean fits(int labels) {
        return labels == 2 || this == ACCURACY || this == MACRO_F1;
    }
}
