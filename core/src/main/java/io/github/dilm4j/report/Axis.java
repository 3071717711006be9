package io.github.dilm4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The scale of a chart's side.
 *
 * @param low value at {@code from}
 * @param high value at {@code to}; greater than {@code low}
 * @param log equal factors, not equal differences, take equal space; then {@code low} is positive
 * @param from coordinate of the drawing
 * @param to coordinate of the drawing; may be less than {@code from}
 * @param ticks round values within, ascending
 */
record Axis(double low, double high, boolean log, double from, double to, List<Double> ticks) {
    private static final double[] ROUND = {1, 2, 2.5, 5, 10};

    /** Ends at the data; about {@code count} ticks. */
    static Axis linear(double low, double high, double from, double to, int count) {
        if (low == high) {
            double margin = low == 0 ? 1 : Math.abs(low) / 2;
            return linear(low - margin, high + margin, from, to, count);
        }
        return linear(low, high, from, to, step(high - low, count));
    }

    /** Widened to round values at both ends. */
    static Axis rounded(double low, double high, double from, double to, int count) {
        if (low == high) {
            return linear(low, high, from, to, count);
        }
        double step = step(high - low, count);
        return linear(Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step, from, to, step);
    }

    private static Axis linear(double low, double high, double from, double to, double step) {
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
            ticks.add(i * step);
        }
        return new Axis(low, high, false, from, to, List.copyOf(ticks));
    }

    /** Widened to whole powers of ten. */
    static Axis logarithmic(double low, double high, double from, double to) {
        int first = (int) Math.floor(Math.log10(low));
        int last = Math.max(first + 1, (int) Math.ceil(Math.log10(high)));
        List<Double> ticks = new ArrayList<>();
        for (int power = first; power <= last; power++) {
            ticks.add(Math.pow(10, power));
        }
        return new Axis(Math.pow(10, first), Math.pow(10, last), true, from, to, List.copyOf(ticks));
    }

    double at(double value) {
        double share = log
                ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
                : (value - low) / (high - low);
        return from + share * (to - from);
    }

    /** The shortest labels that distinguish the ticks: {@code 0.25}, {@code 20k}. */
    String label(double tick) {
        double size = Math.max(Math.abs(low), Math.abs(high));
        if (log) {
            boolean plain = tick > 0.002 && tick < 20_000;
            return plain ? Words.fixed(tick, decimals(tick)) : scientific(tick, 0);
        }
        double gap = ticks.size() > 1 ? ticks.get(1) - ticks.get(0) : size;
        if (size >= 1e7 || size < 1e-3) {
            boolean zero = Math.abs(tick) < gap / 2;
            return zero ? "0" : scientific(tick, Math.max(0, exponent(tick) - exponent(gap)) + decimals(mantissa(gap)));
        }
        if (size >= 10_000) {
            return tick == 0 ? "0" : Words.fixed(tick / 1000, decimals(gap / 1000)) + "k";
        }
        return Words.fixed(tick, decimals(gap));
    }

    private static String scientific(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "e", value)
                .replaceAll("e([+-])0*(\\d)", "e$1$2")
                .replace("+", "")
                .replace("-", Words.MINUS);
    }

    private static int exponent(double value) {
        return (int) Math.floor(Math.log10(Math.abs(value)) + 1e-9);
    }

    private static double mantissa(double value) {
        return value / Math.pow(10, exponent(value));
    }

    private static int decimals(double gap) {
        int decimals = 0;
        for (double scaled = gap; decimals < 9 && Math.abs(scaled - Math.rint(scaled)) > 1e-6 * scaled; decimals++) {
            scaled *= 10;
        }
        return decimals;
    }

    private static double step(double range, int count) {
        double rough = range / count;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double round : ROUND) {
            if (round * power >= rough * (1 - 1e-9)) {
                return round * power;
            }
        }
        return 10 * power;
    }
}
