package io.github.dilm4j.base;

import java.time.Duration;
import java.util.Locale;

/** Formats numbers for people, the same in every locale. */
public final class Quantities {
    private Quantities() {}

    /** With thousands separators; no sign before a zero. */
    public static String fixed(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
        boolean zero = text.chars().allMatch(c -> c == '-' || c == '0' || c == '.');
        return zero ? text.replace("-", "") : text;
    }

    /** A score in [0, 1] in per cent with one decimal, without the sign. */
    public static String percent(double score) {
        return fixed(100 * score, 1);
    }

    /** Scores in [0, 1] as {@code 81.2 ± 1.3 (5)}, and {@code 81.2 (1)} for a single one, whose spread is not known. */
    public static String meanAndSd(double mean, double sd, int n) {
        return percent(mean) + (n == 1 ? "" : " ± " + percent(sd)) + " (" + n + ")";
    }

    /** Four significant digits; four decimals below 1. */
    public static String significant(double value) {
        double size = Math.abs(value);
        if (size != 0 && (size < 1e-3 || size >= 1e7)) {
            return String.format(Locale.ROOT, "%.3e", value);
        }
        return fixed(value, (int) Math.max(0, Math.min(4, 3 - Math.floor(Math.log10(size)))));
    }

    /** {@code 9.0 s}, {@code 1 min 12 s}, {@code 2 h 1 min}; {@code ?} for no number. */
    public static String duration(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "?";
        }
        if (seconds < 59.95) {
            return fixed(seconds, seconds < 10 ? 1 : 0) + " s";
        }
        Duration time = Duration.ofSeconds(Math.round(seconds));
        return time.toHours() > 0
                ? time.toHours() + " h " + time.toMinutesPart() + " min"
                : time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }

    /** {@code 12 kB}, {@code 1.2 GB}. */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        String[] units = {"kB", "MB", "GB", "TB"};
        double size = bytes / 1000.0;
        int unit = 0;
        while (size >= 999.5 && unit < units.length - 1) {
            size /= 1000;
            unit++;
        }
        return fixed(size, size < 10 ? 1 : 0) + " " + units[unit];
    }
}
