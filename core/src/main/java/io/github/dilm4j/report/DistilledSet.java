package io.github.dilm4j.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of {@code distilled/}.
 *
 * @param method the file's name if it does not follow {@link io.github.dilm4j.run.RunFolder}
 * @param dpc 0 where the name does not say
 * @param rows the fields of each row, values as text
 * @param unreadable rows that are not a JSON object
 */
record DistilledSet(String method, int dpc, int set, List<Map<String, String>> rows, int unreadable) {
    private static final Pattern NAME = Pattern.compile("(.+)-dpc(\\d{1,6})-set(\\d{1,6})\\.jsonl");

    DistilledSet {
        rows = List.copyOf(rows);
    }

    /** By method, dpc and set. */
    static List<DistilledSet> readAll(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jsonl"))
                    .map(DistilledSet::read)
                    .sorted(Comparator.comparingInt(DistilledSet::dpc)
                            .thenComparing(DistilledSet::method)
                            .thenComparingInt(DistilledSet::set))
                    .toList();
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
    }

    private static DistilledSet read(Path file) {
        List<Map<String, String>> rows = new ArrayList<>();
        int unreadable = 0;
        for (String line : lines(file)) {
            try {
                JsonNode row = Json.STRICT.readTree(line);
                if (row.isObject()) {
                    rows.add(fields(row));
                } else {
                    unreadable++;
                }
            } catch (JsonProcessingException e) {
                unreadable++;
            }
        }
        String name = file.getFileName().toString();
        Matcher parts = NAME.matcher(name);
        return parts.matches()
                ? new DistilledSet(
                        parts.group(1),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3)),
                        rows,
                        unreadable)
                : new DistilledSet(name, 0, 0, rows, unreadable);
    }

    private static Map<String, String> fields(JsonNode row) {
        Map<String, String> fields = new LinkedHashMap<>();
        row.properties().forEach(e -> fields.put(e.getKey(), e.getValue().asText()));
        return fields;
    }

    private static List<String> lines(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + IoReason.of(e) + ")", e);
        }
    }
}
