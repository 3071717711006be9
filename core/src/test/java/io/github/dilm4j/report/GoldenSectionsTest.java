package io.github.dilm4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.GoldenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares every section of a finished run's report with its golden fragment. Sections of one class share a fragment.
 */
class GoldenSectionsTest {
    private static final String FOLDER = "report";
    private static final Pattern SECTION =
            Pattern.compile("(?s)<section(?: (?:id|class)=\"([a-z]+)[^\"]*\")?>.*?</section>");

    @TempDir
    private Path root;

    @Test
    void everySectionIsAsItsGoldenFragment() throws IOException {
        MadeUpRun.finished(root);
        Map<String, String> fragments = new TreeMap<>();
        Matcher section = SECTION.matcher(Files.readString(Report.write(root)));
        while (section.find()) {
            String fragment = section.group()
                            .replaceAll("(?s)<svg.*?</svg>", "<svg/>") // charts have tests of their own
                            .replaceAll("><", ">\n<") // one element per line, for readable differences
                    + "\n";
            fragments.merge(section.group(1) + ".html", fragment, String::concat);
        }
        for (Map.Entry<String, String> fragment : fragments.entrySet()) {
            GoldenFile.check(FOLDER + "/" + fragment.getKey(), fragment.getValue());
        }
        try (Stream<Path> golden = Files.list(GoldenFile.RESOURCES.resolve(FOLDER))) {
            assertThat(golden.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(fragments.keySet());
        }
    }
}
