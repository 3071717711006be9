package io.github.dilm4j.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java, as it stands there, compiles and runs. */
class ReadmeExampleTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Predicate<String> IMPORT = line -> line.startsWith("import ");

    @Test
    void theReadmesJavaAsksForItsConfig(@TempDir Path folder) throws Exception {
        Path source = folder.resolve("Example.java");
        Files.writeString(source, inAClass(javaOf(Files.readString(README))));
        compile(source, folder);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Runnable example = (Runnable)
                    loader.loadClass("Example").getDeclaredConstructor().newInstance();
            assertThatThrownBy(example::run)
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith("my.yaml: there is no such file");
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

    private static String inAClass(List<String> lines) {
        return lines.stream().filter(IMPORT).collect(Collectors.joining("\n"))
                + "\npublic final class Example implements Runnable {\n@Override\npublic void run() {\n"
                + lines.stream().filter(IMPORT.negate()).collect(Collectors.joining("\n"))
                + "\n}\n}\n";
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
