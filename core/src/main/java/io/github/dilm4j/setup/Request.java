package io.github.dilm4j.setup;

import java.util.List;
import java.util.Optional;

/**
 * A user's request; everything that is empty is found or picked.
 *
 * @param data a file, a folder with data files, or a data set of the hub
 * @param test like {@code data}, for the report split; without it, rows of {@code data} are held out
 * @param textFields one field, or two of a pair
 * @param labels in index order
 * @param groupField rows with the same value of it stay in one split
 * @param dpc sizes of the distilled sets
 * @param learner a model folder or hub id
 * @param generator a model folder or hub id
 * @param fromNothing whether models that are not named are trained from scratch, without downloads
 * @param settings of the config, {@code key=value}, that replace picked ones
 */
public record Request(
        String data,
        Optional<String> test,
        List<String> textFields,
        Optional<String> labelField,
        List<String> labels,
        Optional<String> groupField,
        List<Integer> dpc,
        Optional<String> learner,
        Optional<String> generator,
        boolean fromNothing,
        long seed,
        List<String> settings) {
    public Request {
        textFields = List.copyOf(textFields);
        labels = List.copyOf(labels);
        dpc = List.copyOf(dpc);
        settings = List.copyOf(settings);
    }

    /** This request for other data. */
    public Request withData(String other) {
        return new Request(
                other,
                test,
                textFields,
                labelField,
                labels,
                groupField,
                dpc,
                learner,
                generator,
                fromNothing,
                seed,
                settings);
    }
}
