package io.github.dilm4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.GoldenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every format has a golden file with the same examples. */
class GoldenFilesTest {
    private static final Task TASK =
            new Task("golden", List.of("text"), "label", List.of("negative", "positive"), Metric.ACCURACY);
    private static final List<Example> EXAMPLES = List.of(
            Example.of("warm, \"funny\" and true", 1),
            Example.of("na\u00efve \uD83D\uDE00", 0),
            Example.of("it's 100 % dull \\ slow", 0));

    @TempDir
    private Path folder;

    private static Path golden(FileFormat format) {
        return GoldenFile.RESOURCES
                .resolve("data")
                .resolve("golden." + format.name().toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void everyFormatReadsItsGoldenFile(FileFormat format) {
        assertThat(FileFormat.of(golden(format))).isEqualTo(format);
        assertThat(ExampleFiles.read(golden(format), TASK)).isEqualTo(EXAMPLES);
    }

    @ParameterizedTest
    @EnumSource(names = "PARQUET", mode = EnumSource.Mode.EXCLUDE) // is never written
    void aFormatThatIsWrittenHasTheBytesOfItsGoldenFile(FileFormat format) throws IOException {
        Path file = folder.resolve(golden(format).getFileName());
        ExampleFiles.write(file, EXAMPLES, TASK);
        GoldenFile.check("data/" + file.getFileName(), Files.readString(file));
    }
}
