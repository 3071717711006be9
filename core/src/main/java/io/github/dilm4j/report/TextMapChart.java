package io.github.dilm4j.report;

import io.github.dilm4j.base.Abridged;
import io.github.dilm4j.run.TextMap;
import java.util.ArrayList;
import java.util.List;

/** Real texts as small dots and those of one method as large ones, coloured by label, with the texts on hover. */
record TextMapChart(List<TextMap.Point> points, String method) {
    private static final double WIDTH = 560;
    private static final double HEIGHT = 420;
    private static final double MARGIN = 10;
    private static final double SMALL = 2.4;
    private static final double LARGE = 5.5;
    private static final int SHOWN = 161; // code points of a text

    String svg(List<String> labels) {
        List<TextMap.Point> shown = new ArrayList<>(of(TextMap.REAL));
        shown.addAll(of(method)); // on top
        Svg svg = Svg.open(WIDTH, HEIGHT, "Map of real texts and texts of " + Words.method(method));
        Axis x = Axis.linear(
                shown.stream().mapToDouble(TextMap.Point::x).min().orElse(0),
                shown.stream().mapToDouble(TextMap.Point::x).max().orElse(0),
                MARGIN,
                WIDTH - MARGIN,
                1);
        Axis y = Axis.linear(
                shown.stream().mapToDouble(TextMap.Point::y).min().orElse(0),
                shown.stream().mapToDouble(TextMap.Point::y).max().orElse(0),
                HEIGHT - MARGIN,
                MARGIN,
                1);
        for (TextMap.Point point : shown) {
            boolean real = point.method().equals(TextMap.REAL);
            String colour = Svg.colour(Math.max(0, labels.indexOf(point.label())));
            svg.start(
                            "circle",
                            "class",
                            colour + (real ? " dot faint" : " dot ringed"),
                            "cx",
                            x.at(point.x()),
                            "cy",
                            y.at(point.y()),
                            "r",
                            real ? SMALL : LARGE)
                    .hover((real ? "Real" : Words.method(point.method())) + ", " + point.label() + ": "
                            + Abridged.text(String.join(" | ", point.text()), SHOWN))
                    .end("circle");
        }
        return svg.close();
    }

    private List<TextMap.Point> of(String wanted) {
        return points.stream().filter(point -> point.method().equals(wanted)).toList();
    }
}
