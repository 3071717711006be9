package io.github.dilm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Label names from the card of a Hugging Face data set: {@code dataset_info.features} in the YAML that README.md begins
 * with, of one config or of several. A card is written for people, so a card that cannot be parsed is not an error: it
 * names no labels.
 */
final class CardNames {
    private static final String CARD = "README.md";
    private static final int LARGEST = 4 << 20;
    private static final int FOLDERS = 3; // CONFIG/SPLIT/0000.parquet lies two below the card
    private static final Pattern FRONT = Pattern.compile("\\A\\uFEFF?---[ \\t]*\\R(.*?)^---[ \\t]*$", dotAll());

    private CardNames() {}

    private static int dotAll() {
        return Pattern.DOTALL | Pattern.MULTILINE;
    }

    /**
     * The names of the labels 0, 1, ... by the nearest card that has a {@code dataset_info}, in the file's folder or up
     * to two above it; empty if there is none, or it does not say which ones the file has.
     */
    static List<String> of(Path file, String column) {
        Set<String> below = new HashSet<>();
        Path folder = file.toAbsolutePath().getParent();
        for (int i = 0; i < FOLDERS && folder != null; i++) {
            Optional<JsonNode> info = read(folder.resolve(CARD));
            if (info.isPresent()) {
                return chosen(info.get(), below, column);
            }
            if (folder.getFileName() != null) {
                below.add(folder.getFileName().toString());
            }
            folder = folder.getParent();
        }
        return List.of();
    }

    private static Optional<JsonNode> read(Path card) {
        try {
            if (!Files.isRegularFile(card) || Files.size(card) > LARGEST) {
                return Optional.empty();
            }
            Matcher front = FRONT.matcher(new String(Files.readAllBytes(card), StandardCharsets.UTF_8));
            if (!front.find()) {
                return Optional.empty();
            }
            JsonNode info = mapper().readTree(front.group(1)).path("dataset_info");
            return info.isObject() || info.isArray() ? Optional.of(info) : Optional.empty();
        } catch (IOException | YAMLException notToBeUnderstood) {
            return Optional.empty();
        }
    }

    private static YAMLMapper mapper() {
        LoaderOptions limits = new LoaderOptions();
        limits.setMaxAliasesForCollections(10);
        limits.setNestingDepthLimit(20);
        return new YAMLMapper(YAMLFactory.builder().loaderOptions(limits).build());
    }

    /** Chooses among several configs the one named like a folder of the file, or else what all of them agree on. */
    private static List<String> chosen(JsonNode info, Set<String> folders, String column) {
        if (info.isObject()) {
            return names(info, column);
        }
        Set<List<String>> all = new HashSet<>();
        for (JsonNode config : info) {
            List<String> names = names(config, column);
            if (folders.contains(config.path("config_name").asText())) {
                return names;
            }
            if (!names.isEmpty()) {
                all.add(names);
            }
        }
        return all.size() == 1 ? all.iterator().next() : List.of();
    }

    private static List<String> names(JsonNode config, String column) {
        for (JsonNode feature : config.path("features")) {
            if (feature.path("name").asText().equals(column)) {
                return names(feature.path("dtype").path("class_label").path("names"));
            }
        }
        return List.of();
    }

    /** A list, or a mapping with the keys 0, 1, ... in any order. */
    private static List<String> names(JsonNode names) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            JsonNode name = names.isArray() ? names.get(i) : names.path(String.valueOf(i));
            if (!name.isValueNode() || name.isNull()) {
                return List.of();
            }
            found.add(name.asText());
        }
        return found;
    }
}
