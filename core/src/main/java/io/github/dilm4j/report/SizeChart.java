package io.github.dilm4j.report;

import io.github.dilm4j.run.Results;
import io.github.dilm4j.statistics.HierarchicalBootstrap;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Scores over the sizes of the sets: one line per method or run, with an interval at every size.
 *
 * @param sizes ascending; drawn at equal distances
 * @param reference a horizontal line with its name
 */
record SizeChart(String label, List<Integer> sizes, List<Line> lines, OptionalDouble reference, String referenceName) {
    private static final double WIDTH = 560;
    private static final double HEIGHT = 330;
    private static final double LEFT = 44;
    private static final double RIGHT = 150; // the names of the lines
    private static final double TOP = 14;
    private static final double BOTTOM = 40;
    private static final double NAME = 15; // height of a name
    private static final double SHIFT = 4; // between intervals of one size

    /** Points in the order of the sizes, in per cent; a missing one has a mean that is not finite. */
    record Line(String name, List<Point> points, boolean chosen) {}

    record Point(double mean, double low, double high) {
        static final Point NONE = new Point(Double.NaN, Double.NaN, Double.NaN);

        static Point of(Results.Scores scores) {
            HierarchicalBootstrap interval = scores.interval();
            return new Point(100 * scores.summary().mean(), 100 * interval.low(), 100 * interval.high());
        }
    }

    String svg() {
        double[] values = DoubleStream.concat(
                        lines.stream()
                                .flatMap(line -> line.points().stream())
                                .flatMapToDouble(point -> DoubleStream.of(point.mean(), point.low(), point.high())),
                        reference.stream())
                .filter(Double::isFinite)
                .toArray();
        Svg svg = Svg.open(WIDTH, HEIGHT, label);
        if (values.length == 0) {
            return svg.text("note middle", WIDTH / 2, HEIGHT / 2, "No finite score was recorded.")
                    .close();
        }
        Axis y = Axis.rounded(
                DoubleStream.of(values).min().getAsDouble(),
                DoubleStream.of(values).max().getAsDouble(),
                HEIGHT - BOTTOM,
                TOP,
                5);
        grid(svg, y);
        reference.ifPresent(level -> {
            svg.line("reference", LEFT, y.at(level), WIDTH - RIGHT, y.at(level));
            svg.text("tick", WIDTH - RIGHT + 8, y.at(level) + 4, referenceName);
        });
        double[] names = names(y);
        for (int i = lines.size() - 1; i >= 0; i--) { // the first one is drawn last, on top
            draw(svg, i, y, names[i]);
        }
        return svg.close();
    }

    private void grid(Svg svg, Axis y) {
        for (double tick : y.ticks()) {
            svg.line("grid", LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick));
            svg.text("tick end", LEFT - 8, y.at(tick) + 4, y.label(tick));
        }
        svg.line("axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
        for (int size = 0; size < sizes.size(); size++) {
            svg.text("tick middle", x(size), HEIGHT - BOTTOM + 18, Words.count(sizes.get(size)));
        }
        svg.text("note middle", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "examples per class");
    }

    private void draw(Svg svg, int number, Axis y, double nameAt) {
        Line line = lines.get(number);
        svg.start("g", "class", (line.chosen() ? "chosen " : "") + Svg.colour(number));
        StringBuilder path = new StringBuilder();
        for (int size = 0; size < line.points().size(); size++) {
            Point point = line.points().get(size);
            if (Double.isFinite(point.mean())) {
                double x = x(size) + SHIFT * (number - (lines.size() - 1) / 2.0);
                path.append(path.isEmpty() ? 'M' : 'L')
                        .append(Svg.number(x))
                        .append(' ')
                        .append(Svg.number(y.at(point.mean())));
                if (Double.isFinite(point.low())) {
                    svg.line("whisker", x, y.at(point.low()), x, y.at(point.high()));
                }
                svg.start("circle", "class", "dot", "cx", x, "cy", y.at(point.mean()), "r", 3.2)
                        .hover(line.name() + " at " + sizes.get(size) + " per class: " + Words.fixed(point.mean(), 1)
                                + " [" + Words.fixed(point.low(), 1) + ", " + Words.fixed(point.high(), 1) + "]")
                        .end("circle");
            }
        }
        svg.start("path", "class", "line", "d", path.toString())
                .hover(line.name())
                .end("path");
        svg.text("name", WIDTH - RIGHT + 8, nameAt, line.name()).end("g");
    }

    /** The positions of the lines' names: at the last point, moved down and then up so that they do not overlap. */
    private double[] names(Axis y) {
        List<Integer> order = IntStream.range(0, lines.size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> end(lines.get(i), y)))
                .toList();
        double[] at = new double[lines.size()];
        double above = TOP - NAME;
        double taken = reference.isPresent() ? y.at(reference.getAsDouble()) + 4 : Double.NEGATIVE_INFINITY;
        for (int i : order) {
            double wanted = Math.max(end(lines.get(i), y) + 4, above + NAME);
            at[i] = Math.abs(wanted - taken) < NAME ? Math.max(taken + NAME, above + NAME) : wanted;
            above = at[i];
        }
        double below = HEIGHT - BOTTOM + NAME;
        for (int k = order.size() - 1; k >= 0; k--) {
            int i = order.get(k);
            at[i] = Math.min(at[i], below - NAME);
            below = at[i];
        }
        return at;
    }

    private double end(Line line, Axis y) {
        double last = line.points().stream()
                .mapToDouble(Point::mean)
                .filter(Double::isFinite)
                .reduce(y.low(), (earlier, later) -> later);
        return y.at(last);
    }

    private double x(int size) {
        double width = WIDTH - RIGHT - LEFT;
        return LEFT + width * (size + 0.5) / sizes.size();
    }
}
