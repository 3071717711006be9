package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.api.Distillation;
import io.github.dilm4j.api.LabelledText;
import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java code in the README and in docs/java.md compiles and runs unchanged. */
class ReadmeExampleTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path PAGE = Path.of("..", "docs", "java.md");
    private static final Predicate<String> IMPORT = line -> line.startsWith("import ");
    private static final String SIZE = ".dpc(10)";

    @TempDir
    private Path folder;

    @Test
    void theReadmesJavaDistils() throws Exception {
        List<String> lines = javaOf(Files.readString(README));
        assertThat(lines).anyMatch(line -> line.strip().equals(SIZE));
        List<String> tiny = lines.stream()
                .map(line -> line.replace(SIZE, ".dpc(2).fromNothing().settings(" + SMALL_SETTINGS + ")"))
                .toList();
        Distillation result = (Distillation) run(tiny, "result");
        assertThat(result.sets()).hasSize(1);
        assertThat(result.largest().dpc()).isEqualTo(2);
        assertThat(result.largest().texts())
                .extracting(LabelledText::label)
                .containsExactly("negative", "negative", "positive", "positive");
        assertThat(result.largest().texts())
                .extracting(LabelledText::text)
                .doesNotContain("")
                .doesNotHaveDuplicates();
        assertThat(result.largest().score()).isBetween(0.0, 1.0);
        assertThat(result.results().task().labels()).containsExactly("negative", "positive");
    }

    @Test
    void thePagesJavaAsksForItsConfig() throws Exception {
        List<String> lines = javaOf(Files.readString(PAGE));
        assertThatThrownBy(() -> run(lines, "results"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("my.yaml: there is no such file");
    }

    private static final String SMALL_SETTINGS = Stream.of(
                    "device=cpu",
                    "threads=1",
                    "learner.create={vocabularySize: 120, layers: 1, hidden: 16, heads: 2, positions: 32, pretraining:"
                            + " {steps: 5}}",
                    "learner.maxTokens=32",
                    "generator.create={vocabularySize: 300, layers: 1, hidden: 32, heads: 2, positions: 48}",
                    "generator.maxTokens=48",
                    "languageModel.steps=80",
                    "languageModel.learningRate=0.01",
                    "selfTraining.candidates=20",
                    "selfTraining.sets=2",
                    "selfTraining.training.steps=2",
                    "distil.sets=2",
                    "distil.candidates=30",
                    "evaluation.learnersPerSet=1",
                    "evaluation.fullData.steps=3",
                    "evaluation.training.steps=3")
            .map(setting -> "\"" + setting + "\"")
            .collect(Collectors.joining(", "));

    /** Runs the lines in a class that defines texts and labels. Returns the value of a variable. */
    private Object run(List<String> lines, String variable) throws Exception {
        Path source = folder.resolve("Example.java");
        Files.writeString(source, inAClass(lines, variable));
        compile(source, folder);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            return ((Callable<?>)
                            loader.loadClass("Example").getDeclaredConstructor().newInstance())
                    .call();
        }
    }

    private static List<String> javaOf(String readme) {
        List<String> lines = readme.lines()
                .dropWhile(line -> !line.equals("```java"))
                .skip(1)
                .takeWhile(line -> !line.equals("```"))
                .toList();
        assertThat(lines).hasSizeBetween(8, 24);
        return lines;
    }

    private static String inAClass(List<String> lines, String variable) {
        return lines.stream().filter(IMPORT).collect(Collectors.joining("\n"))
                + "\nimport java.util.*;\nimport java.util.stream.*;\n"
                + "public final class Example implements java.util.concurrent.Callable<Object> {\n"
                + "private static final String[] WORDS = {\"dull\", \"bad\", \"warm\", \"fine\"};\n"
                + "private final Stream<String> texts = IntStream.range(0, 200).mapToObj("
                + "i -> \"a \" + WORDS[i % 4] + \" film, number \" + i);\n"
                + "private final List<String> labels = IntStream.range(0, 200).mapToObj("
                + "i -> i % 4 < 2 ? \"negative\" : \"positive\").toList();\n"
                + "@Override\npublic Object call() {\n"
                + lines.stream().filter(IMPORT.negate()).collect(Collectors.joining("\n"))
                + "\nreturn " + variable + ";\n}\n}\n";
    }

    private static void compile(Path source, Path into) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", into.toString());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            assertThat(compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                            .call())
                    .as(() -> messages.toString())
                    .isTrue();
        }
    }
}
