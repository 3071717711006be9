package io.github.dilm4j.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.dilm4j.base.Printable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Builds parts of a card. Names that users chose are escaped. */
final class Markdown {
    private Markdown() {}

    /** The block at the beginning of a card. */
    static String frontMatter(JsonNode content) {
        YAMLFactory factory = YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .build();
        try {
            String yaml = YAMLMapper.builder(factory).build().writeValueAsString(content);
            return "---\n" + withEscapes(yaml) + "---\n\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts a user's text in double quotes, which allow hidden characters as escapes. */
    private static String withEscapes(String yaml) {
        StringBuilder safe = new StringBuilder(yaml.length());
        yaml.codePoints().forEach(c -> {
            if (Printable.isHidden(c) && c != '\n') {
                safe.append(String.format(Locale.ROOT, "\\U%08X", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    static String table(List<String> header, List<List<String>> rows) {
        return row(header)
                + row(header.stream().map(cell -> "---").toList())
                + rows.stream().map(Markdown::row).collect(Collectors.joining())
                + "\n";
    }

    /** Escapes text, so that Markdown shows it as it is. */
    static String plain(String text) {
        return Printable.textLine(text).replaceAll("([\\\\`*_{}\\[\\]<>#&$~])", "\\\\$1");
    }

    /** Formats text as code; a grave accent becomes an apostrophe. */
    static String code(String text) {
        return "`" + Printable.textLine(text).replace('`', '\'') + "`";
    }

    private static String row(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.replace("|", "\\|")) // also in code, since tables are parsed first
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
