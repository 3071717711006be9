package io.github.dilm4j.run.config;

import java.util.List;

/**
 * The data files: paths relative to the config's folder, patterns such as {@code train-*.parquet}, data sets of the hub
 * ({@code hf://datasets/...}), or rows that Spark reads, by a path ({@code s3a://...}) or a query ({@code sql: SELECT
 * ...}).
 *
 * @param train files of the fit split, and of the select split unless {@code select} names its files
 * @param select files of the select split, on which generators and sets are chosen; empty to take rows of {@code train}
 * @param report files of the report split, which is scored once, at the end
 * @param selectPerLabel examples per label that are held out of the fit split, to choose a generator by; 0 for none
 * @param maxTrainRows size of a random choice of the training rows; 0 for all rows
 */
public record DataConfig(
        List<String> train, List<String> select, List<String> report, int selectPerLabel, int maxTrainRows) {
    public DataConfig {
        train = List.copyOf(train);
        select = List.copyOf(select);
        report = List.copyOf(report);
    }

    /** Whether there is a select split. */
    boolean hasSelect() {
        return selectPerLabel > 0 || !select.isEmpty();
    }

    void check(Problems problems) {
        problems.require(!train.isEmpty(), "data.train", "must name at least one file", "none");
        problems.require(!report.isEmpty(), "data.report", "must name at least one file", "none");
        problems.notNegative("data.selectPerLabel", selectPerLabel);
        problems.require(
                select.isEmpty() || selectPerLabel <= 0,
                "data.selectPerLabel",
                "must be 0 where data.select names the files of the select split",
                selectPerLabel);
        problems.notNegative("data.maxTrainRows", maxTrainRows);
    }
}
