package io.github.dilm4j.run;

import io.github.dilm4j.base.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The positions of real and distilled texts in two planes: that of the first two principal components of their embeddings, and
 * one that keeps neighbours (t-SNE).
 *
 * @param explained the first plane's share of the variance, in [0, 1]
 * @param dpc the size of the sets, whose first one of every method is on the map
 * @param tsne the places of the points in the second plane, in their order; empty if there are too many points
 */
public record TextMap(double explained, int dpc, List<Point> points, List<Place> tsne) {
    /** The method of texts that are a sample of the fit split. */
    public static final String REAL = "real";

    public TextMap {
        points = List.copyOf(points);
        tsne = List.copyOf(tsne);
        if (!tsne.isEmpty() && tsne.size() != points.size()) {
            throw new IllegalArgumentException(points.size() + " points have " + tsne.size() + " places by t-SNE");
        }
    }

    /**
     * A text, and its place by the principal components.
     *
     * @param method its label, or {@link #REAL}
     * @param label of the task
     * @param text its fields
     */
    public record Point(String method, String label, double x, double y, List<String> text) {
        Point at(Place place) {
            return new Point(method, label, place.x(), place.y(), text);
        }
    }

    /** A place in a plane. */
    public record Place(double x, double y) {}

    /** The points at their places by t-SNE; none if there are too many. */
    public List<Point> neighbours() {
        return IntStream.range(0, tsne.size())
                .mapToObj(i -> points.get(i).at(tsne.get(i)))
                .toList();
    }

    /** @throws io.github.dilm4j.base.InputException if the file is damaged */
    public static TextMap read(Path file) {
        return Json.read(file, TextMap.class, "delete it; the report is then made without the map");
    }
}
