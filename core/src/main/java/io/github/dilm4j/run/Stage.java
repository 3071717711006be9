package io.github.dilm4j.run;

/** The stages of a run, in their order. */
public enum Stage {
    /** Creates the models that the config describes. */
    MODELS("models"),
    /** Trains the generator as a language model of the task. */
    LANGUAGE_MODEL("language-model"),
    /** Selects the real batches to match. */
    REPSETS("repsets"),
    /** Trains the generator by gradient matching. */
    MATCHING("matching"),
    /** Writes the distilled sets of every method. */
    SELECTION("selection"),
    /** Chooses the best of several sets on the select split. */
    CHOICE("choice"),
    /** Trains fresh learners on the sets and scores them. */
    EVALUATION("evaluation");

    private final String label;

    Stage(String label) {
        this.label = label;
    }

    /** The name in events, messages, files and random streams. */
    public String label() {
        return label;
    }

    /**
     * The first stage that reads a setting; all later stages may depend on it.
     *
     * @param key dotted: {@code distil.dpc}
     */
    public static Stage firstReader(String key) {
        return switch (key.split("\\.", 2)[0]) {
            case "languageModel", "languageModelValidation" -> LANGUAGE_MODEL;
            case "repsets", "encoder" -> REPSETS;
            case "trajectories", "matching", "selfTraining", "sampling" -> MATCHING;
            case "distil" -> key.equals("distil.bestOfBy") ? CHOICE : SELECTION;
            case "candidates" -> SELECTION;
            case "evaluation" -> key.startsWith("evaluation.methods") ? SELECTION : EVALUATION;
            default -> MODELS;
        };
    }
}
