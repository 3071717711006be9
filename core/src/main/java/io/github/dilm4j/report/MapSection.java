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
 * @param planes the principal components, and t-SNE if the run has it
 * @param labels the legend, with the class of their colours
 */
record MapSection(List<Plane> planes, List<Label> labels, int dpc) {
    private static final List<String> SHOWN = List.of(Results.DILM, "k-centers");
    private static final int MOST = 2;

    /**
     * A way of placing the texts.
     *
     * @param id for the page, of letters
     * @param about a sentence about the axes
     */
    record Plane(String id, String name, String about, List<Map> maps) {}

    /** One method's texts over the real ones. */
    record Map(String method, String svg) {}

    record Label(String name, String style) {}

    static MapSection of(RunRecord run) {
        Optional<TextMap> map = run.map();
        Optional<Task> task = run.task();
        if (map.isEmpty() || task.isEmpty()) {
            return new MapSection(List.of(), List.of(), 0);
        }
        List<String> names = task.get().labels();
        List<Label> labels = new ArrayList<>();
        for (int label = 0; label < names.size(); label++) {
            labels.add(new Label(names.get(label), Svg.colour(label)));
        }
        List<String> methods = methods(map.get());
        List<Plane> planes = new ArrayList<>();
        planes.add(new Plane(
                "pca",
                "Principal components",
                "The axes are the first two principal components of the embeddings, which explain "
                        + Words.fixed(100 * map.get().explained(), 0) + " % of their variance.",
                maps(map.get().points(), methods, names)));
        if (!map.get().tsne().isEmpty()) {
            planes.add(new Plane(
                    "tsne",
                    "Neighbours (t-SNE)",
                    "Texts with similar embeddings are close to each other. The axes have no meaning, nor have the sizes of"
                            + " groups and the distances between them.",
                    maps(map.get().neighbours(), methods, names)));
        }
        return new MapSection(planes, labels, map.get().dpc());
    }

    private static List<Map> maps(List<TextMap.Point> points, List<String> methods, List<String> labels) {
        return methods.stream()
                .map(method -> new Map(Words.method(method), new TextMapChart(points, method).svg(labels)))
                .toList();
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
