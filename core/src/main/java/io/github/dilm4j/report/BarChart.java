package io.github.dilm4j.report;

import io.github.dilm4j.base.Abridged;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * One horizontal bar per method: the mean, a whisker of one standard deviation to each side, and every run as a dot.
 *
 * @param low where the axis begins; not above any value
 * @param high where the axis ends
 * @param base where the bars begin
 */
record BarChart(String label, List<Bar> bars, double low, double high, double base) {
    private static final double WIDTH = 356;
    private static final double LEFT = 118;
    private static final double RIGHT = 42;
    private static final double ROW = 32;
    private static final double BAR = 20;
    private static final double AXIS = 26;
    private static final int NAME_LENGTH = 16;
    private static final double GOLDEN = 0.6180339887498949;

    /**
     * Values in per cent.
     *
     * @param chosen drawn in the accent colour
     */
    record Bar(String name, double mean, double sd, List<Dot> dots, boolean chosen) {
        Bar {
            dots = List.copyOf(dots);
        }

        DoubleStream extent() {
            return DoubleStream.concat(
                            DoubleStream.of(mean - sd, mean + sd), dots.stream().mapToDouble(Dot::value))
                    .filter(Double::isFinite);
        }
    }

    record Dot(double value, String hover) {}

    BarChart {
        bars = List.copyOf(bars);
    }

    String svg() {
        double height = bars.size() * ROW + AXIS;
        Axis x = Axis.rounded(low, high, LEFT, WIDTH - RIGHT, 4);
        Svg svg = Svg.open(WIDTH, height, label);
        for (double tick : x.ticks()) {
            svg.line("grid", x.at(tick), 0, x.at(tick), height - AXIS);
            svg.text("tick middle", x.at(tick), height - 8, x.label(tick));
        }
        for (int i = 0; i < bars.size(); i++) {
            draw(svg, bars.get(i), x, i * ROW + ROW / 2);
        }
        return svg.line("axis", x.at(base), 0, x.at(base), height - AXIS).close();
    }

    private void draw(Svg svg, Bar bar, Axis x, double middle) {
        String spread = Words.meanAndSd(bar.mean(), bar.sd(), bar.dots().size());
        svg.start("g", "class", bar.chosen() ? "bar chosen" : "bar");
        svg.hover(bar.name() + ": " + spread + " (" + Words.counted(bar.dots().size(), "learner") + ")");
        svg.text("name end", LEFT - 10, middle + 4, Abridged.text(bar.name(), NAME_LENGTH));
        svg.text("value end", WIDTH - 2, middle + 4, Words.fixed(bar.mean(), 1));
        if (Double.isFinite(bar.mean())) {
            double from = x.at(Math.min(base, bar.mean()));
            double to = x.at(Math.max(base, bar.mean()));
            svg.empty(
                    "rect",
                    "class",
                    "fill",
                    "x",
                    from,
                    "y",
                    middle - BAR / 2,
                    "width",
                    to - from,
                    "height",
                    BAR,
                    "rx",
                    2);
        }
        for (int i = 0; i < bar.dots().size(); i++) {
            Dot dot = bar.dots().get(i);
            if (Double.isFinite(dot.value())) {
                double y = middle + ((i + 1) * GOLDEN % 1 - 0.5) * (BAR - 4);
                svg.start("circle", "class", "run", "cx", x.at(dot.value()), "cy", y, "r", 1.8)
                        .hover(dot.hover())
                        .end("circle");
            }
        }
        if (Double.isFinite(bar.mean()) && bar.sd() > 0) {
            double from = x.at(bar.mean() - bar.sd());
            double to = x.at(bar.mean() + bar.sd());
            svg.line("whisker", from, middle, to, middle);
            svg.line("whisker", from, middle - 4, from, middle + 4);
            svg.line("whisker", to, middle - 4, to, middle + 4);
        }
        svg.end("g");
    }
}
