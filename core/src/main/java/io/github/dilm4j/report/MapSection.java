package io.github.dilm4j.report;

import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.run.TextMap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The map of real and written texts; empty for a run without a map.
 *
 * @param labels the legend, with the class of their colours
 * @param explained the plane's share of the variance, in per cent
 */
record MapSection(List<Map> maps, List<Label> labels, int dpc, String explained) {
    private static final List<String> SHOWN = List.of(Results.DILM, "k-centers");
    private static final int MOST = 2;

    /** One method's texts over the real ones. */
    record Map(String method, String svg) {}

    record Label(String name, String style) {}

    static MapSection of(RunRecord run) {
        Optional<TextMap> map = run.map();
        Optional<Task> task = run.task();
        if (map.isEmpty() || task.isEmpty()) {
            return new MapSection(List.of(), List.of(), 0, "");
        }
        List<String> names = task.get().labels();
        List<Label> labels = new ArrayList<>();
        for (int label = 0; label < names.size(); label++) {
            labels.add(new Label(names.get(label), Svg.colour(label)));
        }
        return new MapSection(
                methods(map.get()).stream()
                        .map(method -> new Map(Words.method(method), new TextMapChart(map.get(), method).svg(names)))
                        .toList(),
                labels,
                map.get().dpc(),
                Words.fixed(100 * map.get().explained(), 0));
    }

    /** The method of interest and one to compare it with. */
    private static List<String> methods(TextMap map) {
        Set<String> there = new LinkedHashSet<>();
        map.points().forEach(point -> there.add(point.method()));
        there.remove(TextMap.REAL);
        Set<String> ordered = new LinkedHashSet<>(SHOWN);
        ordered.retainAll(there);
        ordered.addAll(there);
        return ordered.stream().limit(MOST).toList();
    }
}
