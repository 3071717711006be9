package io.github.dilm4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java code in docs/scale.md compiles, and that for an experiment runs. */
class ScalePageTest extends OnLocalSession {
    private static final Path PAGE = Path.of("..", "docs", "scale.md");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void itsJavaCompilesAndRunsAnExperimentOnTheSession() throws Exception {
        List<String> codes = JAVA.matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(codes).hasSize(4);
        Path source = Files.writeString(folder.resolve("Page.java"), source(codes));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-cp", SeparateProcesses.classPath(), "-d", folder.toString(), "-proc:none", "-nowarn");
            boolean compiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            loader.loadClass("Page")
                    .getMethod(
                            "experiment",
                            ExperimentConfig.class,
                            Path.class,
                            EventSink.class,
                            StopRequest.class,
                            SparkSession.class)
                    .invoke(
                            null,
                            TinyExperiment.config(folder, List.of()),
                            folder.resolve("run"),
                            EventSink.NONE,
                            new StopRequest(),
                            session);
        }
        assertThat(folder.resolve("run/results.json")).exists();
        assertThat(folder.resolve("run/events.jsonl")).content().contains("piecesDone");
    }

    /** Returns a class with a method for each code and parameters for the variables that it uses. */
    private static String source(List<String> codes) {
        return String.format(Locale.ROOT, """
                import io.github.dilm4j.api.*;
                import io.github.dilm4j.experiment.Experiment;
                import io.github.dilm4j.run.*;
                import io.github.dilm4j.run.config.ExperimentConfig;
                import io.github.dilm4j.spark.*;
                import java.nio.file.Path;
                import java.util.stream.Stream;
                import org.apache.spark.ml.*;
                import org.apache.spark.ml.classification.LogisticRegression;
                import org.apache.spark.ml.feature.*;
                import org.apache.spark.sql.*;

                public final class Page {
                    public static void experiment(
                            ExperimentConfig config, Path folder, EventSink listener, StopRequest stop, SparkSession session) {
                        %s
                    }

                    public static void distiller(Stream<LabelledText> rows, SparkSession session) {
                        %s
                    }

                    public static void rows(SparkSession session) {
                        %s
                    }

                    public static void pipeline(
                            TextDistiller distiller,
                            Tokenizer tokenizer,
                            HashingTF hashing,
                            LogisticRegression logisticRegression,
                            Dataset<Row> rows,
                            Dataset<Row> otherRows) {
                        %s
                    }
                }
                """, codes.toArray());
    }
}
