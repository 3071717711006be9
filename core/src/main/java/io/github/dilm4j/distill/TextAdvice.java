package io.github.dilm4j.distill;

import io.github.dilm4j.generator.GenerationOptions;

/**
 * The advice if too few texts of a writer are usable or different, in the names of the user's settings.
 *
 * @param writer who writes them: {@code the generator}
 * @param temperature the name of {@link GenerationOptions#temperature}
 * @param topK the name of {@link GenerationOptions#topK}
 * @param oversample the name of the number of texts written for each one kept
 * @param training how to get a better generator, as an imperative
 */
public record TextAdvice(String writer, String temperature, String topK, String oversample, String training) {
    private static final double LOW_TEMPERATURE = 0.2; // nearly always the most likely token

    /** The advice in a run for a generator that was trained as a language model only. */
    public static final TextAdvice BEFORE_MATCHING = ofRun("train the language model longer (languageModel.steps)");

    /** The advice in a run for a generator after matching. */
    public static final TextAdvice AFTER_MATCHING =
            ofRun("train the language model longer (languageModel.steps), or lower matching.training.learningRate");

    /** The advice in a run for a generator after self-training, which repeats the texts that it was trained on. */
    public static final TextAdvice AFTER_SELF_TRAINING =
            ofRun("train the language model longer (languageModel.steps), or lower selfTraining.rounds or"
                    + " selfTraining.training.learningRate");

    /** The advice in a run for a served model. */
    public static final TextAdvice SERVED = new TextAdvice(
            "the served model",
            "candidates.temperature",
            "",
            "candidates.count",
            "change candidates.prompt or candidates.model");

    /**
     * The advice in a run for a generator and a served model together.
     *
     * @param ofGenerator tells how to train the generator better
     */
    public static TextAdvice mixed(TextAdvice ofGenerator) {
        return new TextAdvice(
                "the generator and the served model",
                "sampling.temperature and candidates.temperature",
                "sampling.topK",
                "distil.candidates and candidates.count",
                ofGenerator.training());
    }

    /** This advice where another setting is the number of texts that are written. */
    public TextAdvice withOversample(String setting) {
        return new TextAdvice(writer, temperature, topK, setting, training);
    }

    /**
     * The advice for the texts that a generator writes in a round of its training.
     *
     * @param round from 0
     * @param later for the rounds after the first
     */
    static TextAdvice ofRound(long round, TextAdvice later) {
        return round == 0 ? BEFORE_MATCHING : later;
    }

    private static TextAdvice ofRun(String training) {
        return new TextAdvice("the generator", "sampling.temperature", "sampling.topK", "distil.oversample", training);
    }

    /** The most likely cause and its remedy. */
    String remedy(GenerationOptions options) {
        if (options.temperature() < LOW_TEMPERATURE) {
            return "with " + temperature + " " + options.temperature()
                    + " the texts of a label are nearly all the same: raise it, up to 1";
        }
        return options.topK() == 1
                ? "with " + topK + " 1 the texts of a label are all the same: raise it, or set 0 for no limit"
                : training;
    }

    /** Like {@link #remedy}; if the sampling is not too narrow, writing more texts also helps. */
    String remedy(GenerationOptions options, int candidatesPerText) {
        String remedy = remedy(options);
        return remedy.equals(training)
                ? remedy + ", or write more texts for each one kept (" + oversample + ", now " + candidatesPerText + ")"
                : remedy;
    }
}
