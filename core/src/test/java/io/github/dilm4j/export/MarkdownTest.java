package io.github.dilm4j.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.dilm4j.base.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTest {
    private static final String NAME = "good\n# bad\u2028\u202e\u0085|\u2066\ud834\udd73x";

    @Test
    void aNameStaysOnItsLineAndInItsPlace() {
        assertThat(Markdown.plain(NAME)).isEqualTo("good \\# bad \ufffd |\ufffd\ufffdx");
        assertThat(Markdown.code(NAME)).isEqualTo("`good # bad \ufffd |\ufffd\ufffdx`");
        assertThat(Markdown.plain("&#8238;$x$")).isEqualTo("\\&\\#8238;\\$x\\$");
        assertThat(Markdown.code("http://host/x?y=1")).isEqualTo("`http://host/x?y=1`");
    }

    @Test
    void aPipeIsNoBorderOfACell() {
        assertThat(Markdown.table(List.of("a"), List.of(List.of(Markdown.code("x|y")))))
                .endsWith("| `x\\|y` |\n\n");
    }

    @Test
    void frontMatterKeepsNamesByEscapes() throws IOException {
        ObjectNode card = Json.STRICT.createObjectNode().put("name", NAME);
        String front = Markdown.frontMatter(card);

        assertThat(front.codePoints().filter(c -> c != '\n' && Character.getType(c) != Character.MATH_SYMBOL))
                .noneMatch(c -> Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.CONTROL
                        || Character.getType(c) == Character.LINE_SEPARATOR);
        String yaml = front.substring("---\n".length(), front.length() - "---\n\n".length());
        assertThat(new YAMLMapper().readTree(yaml).get("name").asText()).isEqualTo(NAME);
    }
}
