package io.github.dilm4j.data;

/** What a task is scored by; the figures lie in [0, 1]. */
public enum Metric {
    ACCURACY,
    /** F1 of label 1, for two labels. */
    F1,
    /** Unweighted mean of the F1 of every label. */
    MACRO_F1,
    /** Mean of accuracy and F1 of label 1: GLUE's figure for QQP. */
    ACCURACY_AND_F1;

    /** Whether it is defined for so many labels. */
    public boolean fits(int labels) {
        return labels == 2 || this == ACCURACY || this == MACRO_F1;
    }
}
