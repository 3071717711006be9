package io.github.dilm4j.run.config;

/**
 * Scores the generator on the select split while it is trained as a language model.
 *
 * @param every steps between two scores; 0 for none
 * @param keep the generator to keep; {@code best} has the least loss on the select split
 */
public record ValidationConfig(int every, Keep keep) {
    void check(DataConfig data, Problems problems) {
        check("languageModelValidation.every", every, keep, data, problems);
    }

    /** @param key the name of {@code every} */
    static void check(String key, int every, Keep keep, DataConfig data, Problems problems) {
        problems.notNegative(key, every);
        problems.require(
                keep == Keep.LAST || every != 0,
                key,
                "must be positive for 'keep: best', which chooses among validated generators",
                every);
        problems.require(
                data.hasSelect() || (keep == Keep.LAST && every <= 0),
                "data.selectPerLabel",
                "must be positive for " + key + ": generators are scored on examples held out of training",
                data.selectPerLabel());
    }
}
