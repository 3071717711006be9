package io.github.dilm4j.run.config;

import java.util.List;

/**
 * The data files, relative to the config's folder.
 *
 * @param train fit and select are taken from it
 * @param report read once, at the end
 * @param selectPerLabel examples per label that are held out of fit
 * @param maxTrainRows a random choice of so many rows is used; 0 for all
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
