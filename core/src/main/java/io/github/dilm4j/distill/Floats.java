package io.github.dilm4j.distill;

/** Figures of several texts. */
final class Floats {
    private Floats() {}

    static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
