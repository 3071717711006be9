package io.github.dilm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the script ./dilm in a folder whose build and whose Java only record how they are called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final String BUILD = """
        #!/bin/sh
        echo built >> builds
        [ ! -e build-fails ] || exit 1
        : > cli/target/dilm4j-cli-1.jar
        """;
    private static final String JAVA = """
        #!/bin/sh
        if [ "$1" = -XshowSettings:properties ]; then
          [ -n "$FAKE_VERSION" ] || { echo "Error: no room"; exit 1; }
          echo "    java.specification.version = $FAKE_VERSION" >&2
          exit 0
        fi
        echo "LC_ALL=${LC_ALL:-}"
        echo "OMP_WAIT_POLICY=$OMP_WAIT_POLICY"
        echo "OPENBLAS_NUM_THREADS=$OPENBLAS_NUM_THREADS"
        echo "SPARK_HOME=${SPARK_HOME:-}"
        echo "SPARK_SCALA_VERSION=${SPARK_SCALA_VERSION:-}"
        for each; do echo "<$each>"; done
        """;

    @TempDir
    private Path folder;

    private Path home;
    private final TreeMap<String, String> environment = new TreeMap<>();

    private record Outcome(int code, List<String> out, String err) {}

    @BeforeEach
    void makeHome() throws IOException {
        home = Files.createDirectories(folder.resolve("a home"));
        Files.copy(Path.of("..", "dilm"), home.resolve("dilm"));
        executable(home.resolve("dilm"));
        for (String each : List.of("core/src/main", "cli/src/main")) {
            Files.createDirectories(home.resolve(each));
        }
        for (String each : List.of("pom.xml", "core/pom.xml", "cli/pom.xml", "cli/src/main/Some.java")) {
            Files.writeString(home.resolve(each), "");
        }
        script(home.resolve("mvnw"), BUILD);
        Path java = folder.resolve("a jdk/bin/java");
        Files.createDirectories(java.getParent());
        script(java, JAVA);
        environment.put("JAVA_HOME", folder.resolve("a jdk").toString());
        environment.put("FAKE_VERSION", "17");
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        executable(file);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome launch(Path script, String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder process = new ProcessBuilder("/bin/sh", script.toString())
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        process.command().addAll(List.of(arguments));
        for (String inherited : List.of(
                "JAVA_HOME",
                "DILM_OPTS",
                "OMP_WAIT_POLICY",
                "OPENBLAS_NUM_THREADS",
                "LC_ALL",
                "LC_CTYPE",
                "LANG",
                "SPARK_HOME",
                "SPARK_SCALA_VERSION",
                "SPARK_CONF_DIR",
                "HADOOP_CONF_DIR",
                "YARN_CONF_DIR")) {
            process.environment().remove(inherited);
        }
        process.environment().putAll(environment);
        int code = process.start().waitFor();
        return new Outcome(
                code, Files.readAllLines(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    private Outcome launch(String... arguments) throws IOException, InterruptedException {
        return launch(home.resolve("dilm"), arguments);
    }

    @Test
    void anArchiveWithoutSourcesIsNotBuilt() throws Exception {
        Path archive = Files.createDirectories(folder.resolve("an archive"));
        Files.copy(Path.of("..", "dilm"), archive.resolve("dilm"));
        assertThat(launch(archive.resolve("dilm"), "demo").err())
                .isEqualTo("'" + archive.toRealPath() + "' holds no dilm4j-cli jar; unpack the archive again\n");
        Path jar = Files.createFile(archive.resolve("dilm4j-cli-1.jar"));
        assertThat(launch(archive.resolve("dilm"), "demo").out())
                .containsSubsequence("<-cp>", "<" + jar.toRealPath() + ">", "<io.github.dilm4j.cli.Dilm>", "<demo>");
    }

    private long builds() throws IOException {
        Path log = home.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    @Test
    void buildsOnceAndHandsOnArguments() throws Exception {
        Outcome first = launch("run", "a b.yaml", "distil.dpc=[5, 10]", "");
        assertThat(first.err()).isEqualTo("building dilm4j; the first time downloads its libraries ...\n");
        assertThat(first.code()).isZero();
        assertThat(first.out())
                .endsWith("<io.github.dilm4j.cli.Dilm>", "<run>", "<a b.yaml>", "<distil.dpc=[5, 10]>", "<>");
        Outcome second = launch("--help");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isOne();
    }

    @Test
    void newerSourceIsBuilt() throws Exception {
        launch("--help");
        makeSourceNewer();
        launch("--help");
        assertThat(builds()).isEqualTo(2);
    }

    private void makeSourceNewer() throws IOException {
        Files.setLastModifiedTime(
                home.resolve("cli/src/main/Some.java"),
                FileTime.from(Instant.now().plusSeconds(60)));
    }

    @Test
    void aRunningProcessKeepsItsJar() throws Exception {
        launch("--help");
        Path jar = Files.writeString(home.resolve("cli/target/dilm4j-cli-1.jar"), "old");
        try (InputStream running = Files.newInputStream(jar)) {
            makeSourceNewer();
            launch("--help");
            assertThat(new String(running.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("old");
        }
        assertThat(jar).isEmptyFile();
    }

    /**
     * After the launcher has read the dead owner's name, another process removes the lock and takes it. The launcher
     * must not remove that new lock.
     */
    @Test
    void aLockThatAnotherProcessHasTakenOverStays() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path lock = Files.createDirectories(home.resolve("cli/target/building"));
        script(
                Files.createDirectories(folder.resolve("tools")).resolve("cat"),
                String.format(
                        Locale.ROOT,
                        """
                        #!/bin/sh
                        lock='%s'
                        host=$(hostname 2>/dev/null || uname -n)
                        echo look >> '%s'
                        case $(wc -l < '%2$s') in
                          *1)
                            echo "$host %d"
                            rm -rf "$lock"
                            mkdir "$lock"
                            echo "$host %d" > "$lock/owner"
                            ;;
                          *2) read -r owner < "$lock/owner" && echo "$owner" ;;
                          *) read -r owner < "$lock/owner" && echo "$owner" && rm -rf "$lock" ;;
                        esac
                        """,
                        lock,
                        folder.resolve("looks"),
                        dead.pid(),
                        ProcessHandle.current().pid()));
        environment.put("PATH", folder.resolve("tools") + ":" + System.getenv("PATH"));
        assertThat(launch("--help").code()).isZero();
        assertThat(folder.resolve("looks"))
                .content()
                .hasLineCount(3); // the third look sees the other lock, which is then released
        assertThat(builds()).isOne();
    }

    @Test
    void aDeadOwnersLockIsClearedAway() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Process name = new ProcessBuilder("sh", "-c", "hostname 2>/dev/null || uname -n").start();
        String host = new String(name.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        Path lock = Files.createDirectories(home.resolve("cli/target/building"));
        Files.writeString(lock.resolve("owner"), host + " " + dead.pid() + "\n");
        assertThat(launch("--help").code()).isZero();
        assertThat(builds()).isOne();
        try (var left = Files.list(home.resolve("cli/target"))) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(file -> file.startsWith("building"));
        }
    }

    @Test
    void failedBuildIsToldAndTriedAgain() throws Exception {
        Path fails = Files.writeString(home.resolve("build-fails"), "");
        Outcome failed = launch("--help");
        assertThat(failed.code()).isOne();
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err())
                .endsWith("the build failed: see the lines above; it needs a JDK (not a JRE) and, the first time,"
                        + " the network\n");
        Files.delete(fails);
        assertThat(launch("--help").code()).isZero();
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void oldJavaIsTold() throws Exception {
        environment.put("FAKE_VERSION", "1.8");
        Outcome old = launch("--help");
        assertThat(old.code()).isEqualTo(2);
        assertThat(old.err())
                .isEqualTo("'" + folder.resolve("a jdk/bin/java")
                        + "' is Java 8; install a JDK of version 17 or later, or set JAVA_HOME to one\n");
        assertThat(builds()).isZero();
    }

    @Test
    void wrongJavaHomeIsTold() throws Exception {
        environment.put("JAVA_HOME", "/no such folder");
        Outcome wrong = launch("--help");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err())
                .isEqualTo("JAVA_HOME is '/no such folder', where there is no bin/java; set it to a JDK of version 17"
                        + " or later, or unset it\n");
    }

    @Test
    void missingJavaIsTold() throws Exception {
        environment.remove("JAVA_HOME");
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("dirname", "readlink", "sed", "find", "head")) {
            Path real = List.of(Path.of("/usr/bin", tool), Path.of("/bin", tool)).stream()
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            script(tools.resolve(tool), "#!/bin/sh\nexec " + real + " \"$@\"\n");
        }
        environment.put("PATH", tools.toString());
        Outcome missing = launch("--help");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err())
                .isEqualTo("Java is not installed: install a JDK of version 17 or later (such as Eclipse Temurin), or"
                        + " set JAVA_HOME to one\n");
    }

    @Test
    void worksThroughLinks() throws Exception {
        Path absolute = Files.createSymbolicLink(folder.resolve("absolute"), home.resolve("dilm"));
        Files.createDirectories(folder.resolve("bin"));
        Path relative = Files.createSymbolicLink(folder.resolve("bin/relative"), Path.of("..", "absolute"));
        assertThat(launch(absolute, "config").out()).endsWith("<config>");
        assertThat(launch(relative, "config").out()).endsWith("<config>");
        assertThat(builds()).isOne();
    }

    @Test
    void engineGetsItsEnvironmentAndOptions() throws Exception {
        environment.put("DILM_OPTS", "-Xmx8g -Dsome=thing");
        Outcome outcome = launch("--help");
        assertThat(outcome.out())
                .contains(
                        "OMP_WAIT_POLICY=PASSIVE",
                        "<-Dorg.bytedeco.javacpp.maxPhysicalBytes=0>",
                        "<-Xmx8g>",
                        "<-Dsome=thing>",
                        "<" + home.toRealPath() + "/cli/target/dilm4j-cli-1.jar>")
                .anyMatch(line -> line.matches("OPENBLAS_NUM_THREADS=[1-9][0-9]*"))
                .doesNotContain("<--enable-native-access=ALL-UNNAMED>");
    }

    @Test
    void executorsOfALocalClusterGetTheJarsOfTheBuild() throws Exception {
        Path built = Files.createDirectories(home.toRealPath().resolve("spark/target"));
        Path one = Files.writeString(folder.resolve("spark-core.jar"), "one");
        Path two = Files.writeString(folder.resolve("spark-sql.jar"), "two");
        Files.writeString(built.resolve("dilm4j-spark-1.jar"), "");
        Files.writeString(built.resolve("jars"), "engine.jar");
        Files.writeString(built.resolve("classpath"), one + ":" + two);
        for (int again = 0; again < 2; again++) {
            Outcome outcome = launch("run", "a.yaml", "--spark", "local-cluster[2,1,1024]");
            assertThat(outcome.out())
                    .contains("SPARK_HOME=" + built.resolve("spark-home"), "SPARK_SCALA_VERSION=2.13")
                    .contains("<-Dspark.jars=" + built + "/dilm4j-spark-1.jar,engine.jar>");
            assertThat(built.resolve("spark-home/jars/spark-core.jar")).hasContent("one");
            assertThat(built.resolve("spark-home/jars/spark-sql.jar")).hasContent("two");
        }
        assertThat(launch("run", "a.yaml", "--spark", "local[2]").out()).contains("SPARK_HOME=");
        environment.put("SPARK_HOME", "/opt/spark");
        assertThat(launch("run", "a.yaml", "--spark=local-cluster[2,1,1024]").out())
                .contains("SPARK_HOME=/opt/spark");
    }

    @Test
    void aSparkModuleOfOlderSourcesIsRefused() throws Exception {
        Path built = Files.createDirectories(home.resolve("spark/target"));
        Path jar = Files.writeString(built.resolve("dilm4j-spark-1.jar"), "");
        Files.writeString(built.resolve("jars"), "engine.jar");
        Files.writeString(built.resolve("classpath"), "engine.jar");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
        Outcome outcome = launch("run", "a.yaml", "--spark", "local[2]");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err())
                .endsWith("'spark' was built before this version; build it again with ./mvnw -DskipTests package\n");
        assertThat(launch("run", "a.yaml").code()).isZero();
    }

    /** A line for each part of the class path. */
    private List<String> classPath(String... arguments) throws IOException, InterruptedException {
        List<String> out = launch(arguments).out();
        String path = out.get(out.indexOf("<-cp>") + 1);
        return List.of(path.substring(1, path.length() - 1).split(":"));
    }

    @Test
    void yarnAndKubernetesGetTheLibrariesOfTheInstallationOfSpark() throws Exception {
        Path built = Files.createDirectories(home.toRealPath().resolve("spark/target"));
        Files.writeString(built.resolve("dilm4j-spark-1.jar"), "");
        Files.writeString(built.resolve("jars"), "engine.jar,yaml.jar");
        Files.writeString(built.resolve("classpath"), "engine.jar:logback.jar:maven/spark-core.jar");
        Files.writeString(built.resolve("classpath-without-spark"), "engine.jar:logback.jar");
        String spark = built.resolve("dilm4j-spark-1.jar").toString();
        String classes = home.toRealPath().resolve("cli/target/classes").toString();
        List<String> collected = List.of(spark, classes, "engine.jar", "logback.jar", "maven/spark-core.jar");
        for (String master : List.of("yarn", "k8s://https://host:6443")) {
            assertThat(classPath("run", "a.yaml", "--spark", master)).isEqualTo(collected);
        }

        Path installed = Files.createDirectories(folder.resolve("a spark/jars"));
        environment.put("SPARK_HOME", installed.getParent().toString());
        environment.put("HADOOP_CONF_DIR", "/etc/hadoop");
        environment.put("YARN_CONF_DIR", "/etc/yarn");
        Outcome empty = launch("run", "a.yaml", "--spark", "yarn");
        assertThat(empty.code()).isEqualTo(2);
        assertThat(empty.err())
                .isEqualTo("SPARK_HOME is '" + installed.getParent() + "', where there is no"
                        + " jars/spark-core_2.13-4.*.jar; set it to an installation of Spark 4 of the cluster's"
                        + " version\n");
        List<String> jars =
                List.of("log4j-slf4j2-impl-2.jar", "spark-core_2.13-4.2.0.jar", "spark-yarn_2.13-4.2.0.jar");
        for (String jar : jars) {
            Files.writeString(installed.resolve(jar), "");
        }
        for (String master : List.of("--spark=yarn", "--spark=k8s://https://host:6443")) {
            assertThat(classPath("run", "a.yaml", master))
                    .containsExactly(
                            spark,
                            classes,
                            installed.getParent() + "/conf",
                            installed.resolve(jars.get(1)).toString(),
                            installed.resolve(jars.get(2)).toString(),
                            "/etc/hadoop",
                            "/etc/yarn",
                            "engine.jar",
                            "logback.jar");
            assertThat(launch("run", "a.yaml", master).out())
                    .contains("<-Dspark.jars=" + spark + ",engine.jar,yaml.jar>");
        }
        for (String master : List.of("local[2]", "local-cluster[2,1,1024]", "spark://host:7077")) {
            assertThat(classPath("run", "a.yaml", "--spark", master)).isEqualTo(collected);
        }
    }

    @Test
    void newJavaMayCallNativeCode() throws Exception {
        environment.put("FAKE_VERSION", "25");
        assertThat(launch("--help").out()).contains("<--enable-native-access=ALL-UNNAMED>");
    }

    private static final Pattern JAVA_OPTION =
            Pattern.compile("(?<=[\\s\"=<])(-XX:|-D|--enable-)[^\\s\"%>]+(?=[\\s\"%>])");

    private static Set<String> javaOptions(Stream<String> lines) {
        return lines.flatMap(line -> JAVA_OPTION.matcher(line).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    /** The launcher for Windows cannot run here, so its text is compared with what this one does. */
    @Test
    void bothLaunchersHaveTheSameSettings() throws Exception {
        environment.put("FAKE_VERSION", "25");
        environment.put("DILM_OPTS", "");
        Outcome outcome = launch("--help");
        List<String> windows = Files.readAllLines(Path.of("..", "dilm.cmd")).stream()
                .filter(line -> !line.startsWith("rem ") && !line.startsWith("call mvnw.cmd"))
                .toList();
        assertThat(javaOptions(windows.stream()))
                .isEqualTo(javaOptions(outcome.out().stream()))
                .hasSize(7);
        for (String variable : List.of("OMP_WAIT_POLICY", "OPENBLAS_NUM_THREADS")) {
            assertThat(outcome.out()).anyMatch(line -> line.startsWith(variable + "="));
            assertThat(windows).anyMatch(line -> line.startsWith("if not defined " + variable + " set "));
        }
        assertThat(windows)
                .contains("if not defined OMP_WAIT_POLICY set \"OMP_WAIT_POLICY=PASSIVE\"")
                .anyMatch(line -> line.startsWith("if %major% geq 17 "))
                .anyMatch(line -> line.startsWith("if %major% geq 24 "));
        assertThat(Files.readString(Path.of("..", "dilm.cmd")).replace("\r\n", ""))
                .doesNotContain("\n", "\r");
    }

    @Test
    void environmentOfTheUserWins() throws Exception {
        environment.put("OMP_WAIT_POLICY", "ACTIVE");
        environment.put("OPENBLAS_NUM_THREADS", "3");
        assertThat(launch("--help").out()).contains("OMP_WAIT_POLICY=ACTIVE", "OPENBLAS_NUM_THREADS=3");
    }

    @Test
    void javaThatCannotStartIsTold() throws Exception {
        environment.put("FAKE_VERSION", "");
        Outcome failed = launch("--help");
        assertThat(failed.code()).isEqualTo(2);
        assertThat(failed.err())
                .isEqualTo("'" + folder.resolve("a jdk/bin/java")
                        + "' does not run (Error: no room); install a JDK of version"
                        + " 17 or later, or set JAVA_HOME to one\n");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aLocaleThatIsNotInstalledLeavesNamesOfFilesReadable() throws Exception {
        environment.put("LANG", "xx_XX.UTF-8");
        assertThat(launch("--help").out()).contains("LC_ALL=C.UTF-8");
        environment.put("LANG", "C.UTF-8");
        assertThat(launch("--help").out()).contains("LC_ALL=");
    }

    @ParameterizedTest
    @EnabledOnOs(OS.LINUX)
    @CsvSource({"-n 64, ulimit -n' is 64, 256", "-v 4000000, ulimit -v' is 4000000, 8388608"})
    void aLimitOfTheShellThatIsTooLowIsASentence(String limit, String told, String least) throws Exception {
        Path limited = folder.resolve("limited");
        script(limited, "ulimit " + limit + "; exec /bin/sh '" + home.resolve("dilm") + "' \"$@\"\n");
        Outcome refused = launch(limited, "--help");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .isEqualTo("the limit '" + told + " here, but at least " + least
                        + " is needed; raise it where this shell gets it from\n");
        assertThat(builds()).isZero();
    }
}
