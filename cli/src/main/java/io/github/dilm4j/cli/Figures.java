package io.github.dilm4j.cli;

import java.time.Duration;
import java.util.Locale;

/** Figures as a person reads them, the same in every locale. */
final class Figures {
    private Figures() {}

    /** A score in [0, 1] in per cent, one decimal, without the sign. */
    static String percent(double score) {
        return String.format(Locale.ROOT, "%.1f", 100 * score);
    }

    /** {@code 81.2 ± 1.3 (5)}, and {@code 81.2 (1)} of a single score, whose spread is not known. */
    static String meanAndSd(double mean, double sd, int n) {
        return percent(mean) + (n == 1 ? "" : " ± " + percent(sd)) + " (" + n + ")";
    }

    /** About four significant digits. */
    static String figure(double value) {
        double size = Math.abs(value);
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        if (size != 0 && (size < 1e-3 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.3f", value);
    }

    static String duration(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "?";
        }
        if (seconds < 59.5) {
            return String.format(Locale.ROOT, seconds < 9.95 ? "%.1f s" : "%.0f s", seconds);
        }
        Duration time = Duration.ofSeconds(Math.round(seconds));
        return time.toHours() > 0
                ? time.toHours() + " h " + time.toMinutesPart() + " min"
                : time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }

    static String bytes(long bytes) {
        return bytes < 1_000_000_000
                ? Math.round(bytes / 1e6) + " MB"
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
