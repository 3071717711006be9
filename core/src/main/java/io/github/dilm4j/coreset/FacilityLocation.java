package io.github.dilm4j.coreset;

/** The sum over all texts of the similarity to the most similar chosen one (Lin and Bilmes, ACL 2011). */
final class FacilityLocation implements LazyGreedy.Gains {
    private final float[][] similarities;
    private final int[] counts;
    private final float[] reached; // the similarity of each text to the most similar chosen one

    /**
     * @param similarities [n][n], symmetric, not negative
     * @param counts [n], how often each text counts
     */
    FacilityLocation(float[][] similarities, int[] counts) {
        this.similarities = similarities;
        this.counts = counts;
        this.reached = new float[counts.length];
    }

    @Override
    public double of(int text) {
        double gain = 0;
        for (int i = 0; i < reached.length; i++) {
            gain += counts[i] * (double) Math.max(0, similarities[text][i] - reached[i]);
        }
        return gain;
    }

    @Override
    public void add(int text) {
        for (int i = 0; i < reached.length; i++) {
            reached[i] = Math.max(reached[i], similarities[text][i]);
        }
    }
}
