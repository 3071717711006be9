package io.github.dilm4j.run.config;

import java.util.List;

/**
 * The data files: paths relative to the config's folder, patterns such as {@code train-*.parquet}, or data sets of the
 * hub ({@code hf://datasets/...}).
 *
 * @param train files whose rows are divided into the fit split and the select split
 * @param report files of the report split, which is scored once, at the end
 * @param selectPerLabel examples per label that are held out of the fit split, to choose a generator by; 0 for none
 * @param maxTrainRows size of a random choice of the training rows; 0 for all rows
 */
public record DataConfig(List<String> train, List<String> report, int selectPerLabel, int maxTrainRows) {
    public DataConfig {
        train = List.copyOf(train);
        report = List.copyOf(report);
    }

    void check(Problems problems) {
        problems.require(!train.isEmpty(), "data.train", "must name at least one file", "none");
        problems.require(!report.isEmpty(), "data.report", "must name at least one file", "none");
        problems.notNegative("data.selectPerLabel", selectPerLabel);
        problems.notNegative("data.maxTrainRows", maxTrainRows);
    }
}
