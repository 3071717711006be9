package io.github.dilm4j.run;

import io.github.dilm4j.base.Json;
import java.nio.file.Path;
import java.util.List;

/**
 * The positions of real and distilled texts in the plane of the first two principal components of their embeddings.
 *
 * @param explained the plane's share of the variance, in [0, 1]
 * @param dpc the size of the sets, whose first one of every method is on the map
 */
public record TextMap(double explained, int dpc, List<Point> points) {
    /** The method of texts that are a sample of the fit split. */
    public static final String REAL = "real";

    /**
     * A text.
     *
     * @param method its label, or {@link #REAL}
     * @param label of the task
     * @param text its fields
     */
    public record Point(String method, String label, double x, double y, List<String> text) {}

    /** @throws io.github.dilm4j.base.InputException if the file is damaged */
    public static TextMap read(Path file) {
        return Json.read(file, TextMap.class, "delete it; the report is then made without the map");
    }
}
