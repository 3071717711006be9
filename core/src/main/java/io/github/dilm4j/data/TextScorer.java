package io.github.dilm4j.data;

import java.util.List;

/** Gives each example a score, such as its log-likelihood under a generator. Higher scores are kept first. */
@FunctionalInterface
public interface TextScorer {
    /** Scores the examples: [n], in their order. */
    double[] score(List<Example> examples);
}
