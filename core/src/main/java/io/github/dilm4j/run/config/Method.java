package io.github.dilm4j.run.config;

import com.fasterxml.jackson.annotation.JsonValue;

/** The methods that give a small training set. */
public enum Method {
    RANDOM("random"),
    K_CENTERS("k-centers"),
    HERDING("herding"),
    FACILITY_LOCATION("facility-location"),
    GRAPH_CUT("graph-cut"),
    /** The examples that are hardest for a classifier on the embeddings early in its training. */
    EL2N("el2n"),
    /** The examples that this classifier forgets most often. */
    FORGETTING("forgetting"),
    /** The examples about whose label this classifier is least sure. */
    MARGIN("margin"),
    /** The examples nearest to the mean gradient of their label along its training: GradMatch. */
    GRADIENT_MATCHING("gradient-matching"),
    /** The examples to which the gradients of all others are nearest along its training: CRAIG. */
    CRAIG("craig"),
    /** The set whose ridge regression has the least loss on the fit split. */
    RIDGE("ridge"),
    /** Real examples that the generator before matching finds most likely. */
    LIKELIHOOD("likelihood"),
    GENERATOR_BEFORE_MATCHING("generator-before-matching"),
    DILM("dilm"),
    /** Texts that a served model writes. */
    SERVED("served"),
    /** Texts of DiLM's generator and of a served model. */
    MIXED("mixed");

    private final String label;

    Method(String label) {
        this.label = label;
    }

    /** Whether it chooses real examples by their embeddings. */
    public boolean byEmbedding() {
        return this == RIDGE || byProbe() || (perLabel() && this != RANDOM);
    }

    /** Whether it chooses real examples by the training of a classifier on their embeddings. */
    public boolean byProbe() {
        return this == EL2N || this == FORGETTING || this == MARGIN || this == GRADIENT_MATCHING || this == CRAIG;
    }

    /** Whether it chooses the examples of a label independently of the other labels. */
    public boolean perLabel() {
        return switch (this) {
            case RANDOM, K_CENTERS, HERDING, FACILITY_LOCATION, GRAPH_CUT -> true;
            case EL2N,
                    FORGETTING,
                    MARGIN,
                    GRADIENT_MATCHING,
                    CRAIG,
                    RIDGE,
                    LIKELIHOOD,
                    GENERATOR_BEFORE_MATCHING,
                    DILM,
                    SERVED,
                    MIXED -> false;
        };
    }

    /** Whether it can choose a set with examples of all labels from any texts. */
    public boolean selectsSets() {
        return perLabel() || this == RIDGE;
    }

    /** Whether it needs a generator: for its texts, or for its likelihoods. */
    public boolean byGenerator() {
        return this == LIKELIHOOD || this == GENERATOR_BEFORE_MATCHING || byTaughtGenerator();
    }

    /** Whether it needs the generator after its matching or self-training. */
    public boolean byTaughtGenerator() {
        return this == DILM || this == MIXED;
    }

    /** Whether it needs texts of a served model. */
    public boolean byServedModel() {
        return this == SERVED || this == MIXED;
    }

    /** Whether its texts are written by a model. */
    public boolean writes() {
        return this == GENERATOR_BEFORE_MATCHING || byTaughtGenerator() || byServedModel();
    }

    /** The name in configs, file names and reports. */
    @JsonValue
    public String label() {
        return label;
    }
}
