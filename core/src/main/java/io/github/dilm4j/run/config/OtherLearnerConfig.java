package io.github.dilm4j.run.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A learner that takes no part in distillation and is trained on the finished sets, to measure their worth for other
 * architectures.
 *
 * @param name name in results and reports
 * @param model a Hugging Face folder or hub id
 * @param maxTokens longest text in tokens; without it, that of the learner
 * @param training its training; missing settings are those of {@code evaluation.training}
 */
public record OtherLearnerConfig(String name, String model, int maxTokens, TrainingConfig training) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String IN_CONTEXT = "in-context-";
    private static final String FULL_DATA = "full-data-";
    private static final String TAKEN = "learner"; // the matched learner

    void check(String where, Problems problems) {
        problems.require(
                NAME.matcher(name).matches(),
                where + ".name",
                "must be up to 64 letters, digits, dots, dashes and underscores",
                "'" + name + "'");
        String file = name.toLowerCase(Locale.ROOT); // some systems ignore case
        problems.require(
                !file.equals(TAKEN), where + ".name", "must differ from that of the matched learner", "'" + name + "'");
        problems.require(
                !file.startsWith(IN_CONTEXT),
                where + ".name",
                "must not begin with '" + IN_CONTEXT + "', as the files of in-context models do",
                "'" + name + "'");
        problems.require(
                !file.startsWith(FULL_DATA),
                where + ".name",
                "must not begin with '" + FULL_DATA + "', as the files of full-data scores do",
                "'" + name + "'");
        problems.require(!model.isBlank(), where + ".model", "must be a folder", "'" + model + "'");
        problems.require(maxTokens >= 3, where + ".maxTokens", "must be at least 3", maxTokens);
        training.check(where + ".training", problems);
    }
}
