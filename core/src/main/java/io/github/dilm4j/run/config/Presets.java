package io.github.dilm4j.run.config;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Complete configs to begin with, commented YAML. */
public final class Presets {
    private static final List<String> NAMES = List.of(
            "demo",
            "sst2-small",
            "sst2-small-matching",
            "qqp-small",
            "mnli-small",
            "trec-small",
            "sst2",
            "qqp",
            "mnli",
            "mnli-mm",
            "ag-news",
            "trec",
            "imdb");

    private Presets() {}

    public static List<String> names() {
        return NAMES;
    }

    /**
     * The preset's text.
     *
     * @throws InputException if there is no preset of that name
     */
    public static String yaml(String name) {
        if (!NAMES.contains(name)) {
            throw new InputException(
                    "unknown preset '" + name + "'; there are " + NAMES + Suggestion.clause(name, NAMES));
        }
        try (InputStream in = Presets.class.getResourceAsStream("presets/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: presets/" + name + ".yaml");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(name + ".yaml: cannot be read", e);
        }
    }

    /** The preset's purpose: the first sentence of its first comment. */
    public static String summary(String name) {
        String comment = yaml(name)
                .lines()
                .takeWhile(line -> line.startsWith("#"))
                .map(line -> line.substring(1).strip())
                .collect(Collectors.joining(" "));
        return comment.split("(?<=\\.) ", 2)[0];
    }
}
