package io.github.dilm4j.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.DoubleStream;

/**
 * Curves over steps. A series of many points is drawn as the mean of each of {@link #BINS} stretches, with a band from
 * the least to the greatest value there; with {@link #SMOOTHED_FROM} stretches or more, this line is faint, with a
 * smoothed line in front of it. Values that are not finite leave gaps and are counted below the chart.
 *
 * @param xLabel the name of the steps
 */
record LineChart(String label, String xLabel, List<Series> series) {
    static final int BINS = 110;
    static final int SMOOTHED_FROM = 24;

    private static final int WINDOW = 12; // the share of a stretch's bins on either side that a smoothed point averages

    private static final double WIDTH = 460;
    private static final double HEIGHT = 250;
    private static final double LEFT = 50;
    private static final double RIGHT = 12;
    private static final double BOTTOM = 40;
    private static final double LOG_FROM_RATIO = 100;

    /**
     * @param points value by step; at least one
     * @param background whether it is one of many similar series: drawn faintly, without band, legend and points
     */
    record Series(String name, SortedMap<Long, Double> points, boolean background) {}

    /** A stretch of a series. */
    private record Bin(double x, double mean, double low, double high) {}

    LineChart {
        series = List.copyOf(series);
    }

    String svg() {
        double[] finite = values().filter(Double::isFinite).toArray();
        Svg svg = Svg.open(WIDTH, HEIGHT, label);
        if (finite.length == 0) {
            return svg.text("note middle", WIDTH / 2, HEIGHT / 2, "No finite value was recorded.")
                    .close();
        }
        boolean legend = series.stream().filter(s -> !s.background()).count() > 1;
        Axis x = xAxis();
        Axis y = yAxis(finite, legend ? 32 : 12);
        grid(svg, x, y);
        int colour = 0;
        for (Series one : series) {
            draw(svg, one, one.background() ? "many" : Svg.colour(colour++), x, y);
        }
        if (legend) {
            legend(svg);
        }
        long lost = values().filter(v -> !Double.isFinite(v)).count();
        if (lost > 0) {
            svg.text("note end", WIDTH - RIGHT, HEIGHT - 6, Words.count(lost) + " not finite");
        }
        return svg.close();
    }

    private DoubleStream values() {
        return series.stream().flatMap(s -> s.points().values().stream()).mapToDouble(Double::doubleValue);
    }

    private Axis xAxis() {
        double first =
                series.stream().mapToDouble(s -> s.points().firstKey()).min().getAsDouble();
        double last =
                series.stream().mapToDouble(s -> s.points().lastKey()).max().getAsDouble();
        return first == last
                ? Axis.linear(first - 1, last + 1, LEFT, WIDTH - RIGHT, 2)
                : Axis.linear(first, last, LEFT, WIDTH - RIGHT, (int) Math.min(5, last - first));
    }

    private static Axis yAxis(double[] finite, double top) {
        double low = Arrays.stream(finite).min().getAsDouble();
        double high = Arrays.stream(finite).max().getAsDouble();
        return low > 0 && high / low >= LOG_FROM_RATIO
                ? Axis.logarithmic(low, high, HEIGHT - BOTTOM, top)
                : Axis.rounded(low, high, HEIGHT - BOTTOM, top, 5);
    }

    private void grid(Svg svg, Axis x, Axis y) {
        for (double tick : y.ticks()) {
            svg.line("grid", LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick));
            svg.text("tick end", LEFT - 8, y.at(tick) + 4, y.label(tick));
        }
        svg.line("axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
        for (double tick : x.ticks()) {
            svg.line("axis", x.at(tick), HEIGHT - BOTTOM, x.at(tick), HEIGHT - BOTTOM + 4);
            svg.text("tick middle", x.at(tick), HEIGHT - BOTTOM + 18, x.label(tick));
        }
        svg.text("note middle", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, xLabel);
    }

    private static void draw(Svg svg, Series series, String colour, Axis x, Axis y) {
        List<List<Bin>> stretches = stretches(series);
        svg.start("g", "class", colour);
        if (!series.background() && series.points().size() > BINS) {
            stretches.forEach(bins -> svg.empty("path", "class", "band", "d", band(bins, x, y)));
        }
        for (List<Bin> bins : stretches) {
            boolean smooth = !series.background() && bins.size() >= SMOOTHED_FROM;
            if (smooth) {
                svg.empty("path", "class", "raw", "d", path(bins, x, y));
            }
            svg.start("path", "class", "line", "d", path(smooth ? smoothed(bins) : bins, x, y))
                    .hover(series.name())
                    .end("path");
        }
        if (!series.background()) {
            for (List<Bin> bins : stretches) {
                bins.forEach(bin -> point(svg, series.name(), bin, bins.size() == 1, x, y));
            }
        }
        svg.end("g");
    }

    private static void point(Svg svg, String name, Bin bin, boolean alone, Axis x, Axis y) {
        svg.start(
                        "circle",
                        "class",
                        alone ? "dot" : "touch",
                        "cx",
                        x.at(bin.x()),
                        "cy",
                        y.at(bin.mean()),
                        "r",
                        alone ? 2.5 : 7)
                .hover(name + ", step " + Words.count(Math.round(bin.x())) + ": " + Words.significant(bin.mean()))
                .end("circle");
    }

    /** The mean of the bins around each one, with fewer bins towards the ends, so that the ends do not move. */
    private static List<Bin> smoothed(List<Bin> bins) {
        List<Bin> smoothed = new ArrayList<>();
        for (int i = 0; i < bins.size(); i++) {
            int reach = Math.min(bins.size() / WINDOW, Math.min(i, bins.size() - 1 - i));
            double mean = bins.subList(i - reach, i + reach + 1).stream()
                    .mapToDouble(Bin::mean)
                    .average()
                    .getAsDouble();
            smoothed.add(new Bin(bins.get(i).x(), mean, mean, mean));
        }
        return smoothed;
    }

    private static String path(List<Bin> bins, Axis x, Axis y) {
        StringBuilder path = new StringBuilder();
        for (Bin bin : bins) {
            to(path, x.at(bin.x()), y.at(bin.mean()));
        }
        return path.toString();
    }

    private static String band(List<Bin> bins, Axis x, Axis y) {
        StringBuilder path = new StringBuilder();
        for (Bin bin : bins) {
            to(path, x.at(bin.x()), y.at(bin.high()));
        }
        for (int i = bins.size() - 1; i >= 0; i--) {
            to(path, x.at(bins.get(i).x()), y.at(bins.get(i).low()));
        }
        return path.append('Z').toString();
    }

    private static void to(StringBuilder path, double x, double y) {
        path.append(path.length() == 0 ? 'M' : 'L')
                .append(Svg.number(x))
                .append(' ')
                .append(Svg.number(y));
    }

    /** The bins of a series, split at bins without a finite value. */
    private static List<List<Bin>> stretches(Series series) {
        List<Map.Entry<Long, Double>> points = List.copyOf(series.points().entrySet());
        int n = points.size();
        int bins = Math.min(n, BINS);
        List<List<Bin>> stretches = new ArrayList<>();
        boolean gap = true;
        for (int b = 0; b < bins; b++) {
            List<Map.Entry<Long, Double>> stretch =
                    points.subList((int) ((long) b * n / bins), (int) ((long) (b + 1) * n / bins));
            double[] finite = stretch.stream()
                    .mapToDouble(Map.Entry::getValue)
                    .filter(Double::isFinite)
                    .toArray();
            if (finite.length > 0) {
                if (gap) {
                    stretches.add(new ArrayList<>());
                }
                double x =
                        stretch.stream().mapToLong(Map.Entry::getKey).average().getAsDouble();
                DoubleSummaryStatistics values = Arrays.stream(finite).summaryStatistics();
                stretches
                        .get(stretches.size() - 1)
                        .add(new Bin(x, values.getAverage(), values.getMin(), values.getMax()));
            }
            gap = finite.length == 0;
        }
        return stretches;
    }

    private void legend(Svg svg) {
        double x = LEFT;
        int colour = 0;
        for (Series one : series) {
            if (!one.background()) {
                svg.start("g", "class", Svg.colour(colour++))
                        .line("line", x, 10, x + 16, 10)
                        .end("g");
                svg.text("tick", x + 22, 14, one.name());
                x += 40 + 7.0 * one.name().length();
            }
        }
    }
}
