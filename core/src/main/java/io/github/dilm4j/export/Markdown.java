package io.github.dilm4j.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.stream.Collectors;

/** Pieces of a card. Names that users chose cannot break out of their place. */
final class Markdown {
    private Markdown() {}

    /** The block at the beginning of a card. */
    static String frontMatter(JsonNode content) {
        YAMLFactory factory = YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .build();
        try {
            return "---\n" + YAMLMapper.builder(factory).build().writeValueAsString(content) + "---\n\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String table(List<String> header, List<List<String>> rows) {
        return row(header)
                + row(header.stream().map(cell -> "---").toList())
                + rows.stream().map(Markdown::row).collect(Collectors.joining())
                + "\n";
    }

    /** Text that stands for itself. */
    static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}]+", " ").replaceAll("([\\\\`*_{}\\[\\]<>#|~])", "\\\\$1");
    }

    /** In the type of code; a grave accent becomes an apostrophe. */
    static String code(String text) {
        return "`" + text.replaceAll("[\\p{Cntrl}]+", " ").replace('`', '\'') + "`";
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
