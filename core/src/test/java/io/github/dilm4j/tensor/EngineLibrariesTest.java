package io.github.dilm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class EngineLibrariesTest {
    /** Prints the files that the engine was loaded from, one per line. */
    static final class LoadedFiles {
        private LoadedFiles() {}

        public static void main(String[] args) {
            try (var ignored = Device.CPU.handle()) {
                Loader.getLoadedLibraries().values().forEach(System.out::println);
            }
        }
    }

    private static List<String> loadedIn(String timeZone) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.timezone=" + timeZone,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadedFiles.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("/"))
                .toList();
        assertThat(process.waitFor()).isZero();
        return lines;
    }

    /** JavaCPP alone would unpack its files again, since the jar stores their time as local time. */
    @Test
    void processesOfAllTimeZonesLoadTheSameFilesAndLeaveThemAsTheyAre() throws Exception {
        List<String> one = loadedIn("UTC");
        assertThat(one)
                .anyMatch(file -> file.endsWith("/libtorch_cpu.so"))
                .allSatisfy(file -> assertThat(
                                Path.of(file).getParent().getFileName().toString())
                        .matches("pytorch-.+-[0-9a-f]{16}"));
        List<FileTime> times = times(one);
        List<String> other = loadedIn("Asia/Tokyo");
        assertThat(other).containsExactlyInAnyOrderElementsOf(one);
        assertThat(times(one)).isEqualTo(times);
    }

    private static List<FileTime> times(List<String> files) throws Exception {
        List<FileTime> times = new ArrayList<>();
        for (String file : files) {
            times.add(Files.getLastModifiedTime(Path.of(file)));
        }
        return times;
    }
}
