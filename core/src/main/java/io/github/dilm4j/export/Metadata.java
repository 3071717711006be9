package io.github.dilm4j.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.data.Metric;
import io.github.dilm4j.data.Task;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Metadata of cards with the names that the hub knows. */
final class Metadata {
    private static final Pattern HUB_DATA = Pattern.compile("hf://datasets/([^/@]+/[^/@]+).*");
    private static final String LOCAL_DATA = "extended|other";
    private static final long[] SIZES = {1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000};
    private static final List<String> SIZE_NAMES =
            List.of("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B", "1B<n<10B");

    private Metadata() {}

    /** Puts languages and licence, if they are given. */
    static void put(ObjectNode card, Publication publication) {
        put(card, "language", publication.languages());
        publication.licence().ifPresent(licence -> card.put("license", licence));
    }

    /** Puts a list, unless it is empty. */
    static void put(ObjectNode card, String key, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(card.putArray(key)::add);
        }
    }

    static String sizeCategory(long rows) {
        int category = 0;
        while (category < SIZES.length && rows >= SIZES[category]) {
            category++;
        }
        return SIZE_NAMES.get(category);
    }

    /** The hub's task ids within text classification; may be empty. */
    static List<String> taskIds(Task task) {
        if (task.textFields().size() > 1) {
            return List.of("multi-input-text-classification");
        }
        return task.labelCount() > 2 ? List.of("multi-class-classification") : List.of();
    }

    /** The hub's names of the metrics that make up the task's. */
    static List<String> metrics(Metric metric) {
        return switch (metric) {
            case ACCURACY -> List.of("accuracy");
            case F1, MACRO_F1 -> List.of("f1");
            case ACCURACY_AND_F1 -> List.of("accuracy", "f1");
        };
    }

    /** The data sets of the hub that the run distilled, by their ids. */
    static List<String> hubData(RunSource source) {
        return source.dataNames().stream()
                .map(HUB_DATA::matcher)
                .filter(Matcher::matches)
                .map(address -> address.group(1))
                .distinct()
                .sorted()
                .toList();
    }

    /** The data that the run distilled, as sources of a data set. */
    static List<String> sources(RunSource source) {
        boolean local = source.dataNames().stream()
                .anyMatch(name -> !HUB_DATA.matcher(name).matches());
        return Stream.concat(hubData(source).stream(), local ? Stream.of(LOCAL_DATA) : Stream.empty())
                .toList();
    }
}
