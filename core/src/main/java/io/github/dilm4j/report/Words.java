package io.github.dilm4j.report;

import io.github.dilm4j.base.Quantities;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.statistics.Summary;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Formats numbers and names for people, the same on every machine. A number that is not finite is a dash. */
final class Words {
    static final String MINUS = "−";
    static final String NONE = "–";
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH);

    private Words() {}

    /** A score in [0, 1] as per cent with one decimal, without the sign. */
    static String percent(double score) {
        return fixed(100 * score, 1);
    }

    /** Scores in [0, 1] as {@code 81.2 ± 1.3}, per cent. */
    static String meanAndSd(Summary scores) {
        return meanAndSd(100 * scores.mean(), 100 * scores.sd(), scores.n());
    }

    /** Values in [-1, 1] as {@code 0.812 ± 0.013}. */
    static String decimals(Summary values) {
        return fixed(values.mean(), 3) + (values.n() == 1 ? "" : " ± " + fixed(values.sd(), 3));
    }

    /** A share of the full-data score as {@code 91 %}; a dash if it is unknown. */
    static String share(OptionalDouble share) {
        return share.isPresent() ? fixed(100 * share.getAsDouble(), 0) + " %" : NONE;
    }

    /** {@code 81.2 ± 1.3}, and {@code 81.2} of a single value. */
    static String meanAndSd(double mean, double sd, int n) {
        return (fixed(mean, 1) + " " + plusMinus(sd, n)).strip();
    }

    /** {@code ± 1.3}; empty for a single value, whose spread is unknown. */
    static String plusMinus(double sd, int n) {
        return n == 1 ? "" : "± " + fixed(sd, 1);
    }

    /** A difference of scores in points, always signed. */
    static String points(double difference) {
        String text = percent(difference);
        return text.startsWith(MINUS) || text.equals(NONE) ? text : "+" + text;
    }

    static String fixed(double value, int decimals) {
        return Double.isFinite(value) ? Quantities.fixed(value, decimals).replace("-", MINUS) : NONE;
    }

    /** Four significant digits, for hover text. */
    static String significant(double value) {
        return Double.isFinite(value) ? Quantities.significant(value).replace("-", MINUS) : NONE;
    }

    static String pValue(double p) {
        return p < 0.001 ? "p < 0.001" : "p = " + fixed(p, 3);
    }

    static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** {@code 1 learner}, {@code 25 learners}. */
    static String counted(long n, String noun) {
        return count(n) + " " + noun + (n == 1 ? "" : "s");
    }

    static String seconds(double seconds) {
        return Double.isFinite(seconds) ? Quantities.duration(seconds) : NONE;
    }

    static String day(long atMillis) {
        return DAY.format(Instant.ofEpochMilli(atMillis).atOffset(ZoneOffset.UTC));
    }

    /** {@code languageModel} and {@code language-model} → {@code Language model}. */
    static String stage(String name) {
        return capital(name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
                .replaceAll("[-_]", " ")
                .toLowerCase(Locale.ROOT));
    }

    /** {@code before-matching} → {@code Before matching}; {@code k-centers} → {@code K-centers}. */
    static String method(String name) {
        return name.equals(Results.DILM) ? "DiLM" : capital(name.replaceAll("(?<=\\w\\w)-", " "));
    }

    /** The name of a task's metric: {@code F1 of ‘yes’}. */
    static String metric(Task task) {
        String f1 = "F1 of ‘" + task.labels().get(1) + "’";
        return switch (task.metric()) {
            case ACCURACY -> "accuracy";
            case F1 -> f1;
            case MACRO_F1 -> "macro F1";
            case ACCURACY_AND_F1 -> "mean of accuracy and " + f1;
        };
    }

    /** {@code 5}, {@code 5 and 10}, {@code 5, 10 and 20}. */
    static String list(List<String> items) {
        int last = items.size() - 1;
        return last <= 0
                ? String.join("", items)
                : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
    }

    static String capital(String name) {
        return name.isEmpty() ? name : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
