package io.github.dilm4j.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
    @TempDir
    private Path folder;

    private Path cache;
    private List<URL> libraries;

    @BeforeEach
    void makeJar() throws IOException {
        cache = folder.resolve("cache");
        libraries = List.of(jar("one.jar", "first"));
    }

    private URL jar(String name, String content) throws IOException {
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (String entry :
                    List.of("p/liba.so", "p/libb.so.0", "p/c.dll", "p/notes.txt", "p/sub/libd.so", "libe.so")) {
                out.putNextEntry(new JarEntry(entry));
                out.write((entry + " " + content).getBytes(StandardCharsets.UTF_8));
            }
        }
        return URI.create("jar:" + jar.toUri() + "!/p/liba.so").toURL();
    }

    private Path unpacked(NativeLibraries from) {
        return from.unpacked("engine-1", libraries, Map.of()).orElseThrow();
    }

    private static List<String> names(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theLibrariesOfOneFolderAreUnpackedUnderVersionAndChecksum() throws IOException {
        Path one = unpacked(NativeLibraries.in(cache));
        assertThat(one.getFileName().toString()).matches("engine-1-[0-9a-f]{16}");
        assertThat(names(one)).containsExactly("c.dll", "liba.so", "libb.so.0");
        assertThat(one.resolve("liba.so")).hasContent("p/liba.so first");
        libraries = List.of(jar("other.jar", "third"));
        Path other = unpacked(NativeLibraries.in(cache));
        assertThat(other).isNotEqualTo(one);
        assertThat(other.resolve("liba.so")).hasContent("p/liba.so third");
        assertThat(one.resolve("liba.so")).hasContent("p/liba.so first");
    }

    @Test
    void whatIsThereIsNotTouched() throws IOException {
        Path library = unpacked(NativeLibraries.in(cache)).resolve("liba.so");
        FileTime longAgo = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(library, longAgo);
        unpacked(NativeLibraries.in(cache));
        assertThat(Files.getLastModifiedTime(library)).isEqualTo(longAgo);
    }

    @Test
    void aDamagedFolderIsReplacedAndOpenFilesStayReadable() throws IOException {
        Path library = unpacked(NativeLibraries.in(cache)).resolve("liba.so");
        Files.writeString(library, "cut");
        try (var loaded = Files.newInputStream(library)) {
            unpacked(NativeLibraries.in(cache));
            assertThat(library).hasContent("p/liba.so first");
            assertThat(loaded.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("cut");
        }
        assertThat(names(cache)).noneMatch(name -> name.endsWith(".part"));
    }

    @Test
    void whatAKilledProcessLeftIsClearedAway() throws IOException {
        String name = unpacked(NativeLibraries.in(folder.resolve("elsewhere")))
                .getFileName()
                .toString();
        Path left = Files.createDirectories(cache.resolve(name + ".123.part"));
        Files.writeString(left.resolve("liba.so"), "p/lib");
        unpacked(NativeLibraries.in(cache));
        assertThat(names(cache)).containsExactly(name, name + ".lock");
    }

    @Test
    void manyAtOnceGetOneFolder() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Path>> all = threads.invokeAll(IntStream.range(0, 8)
                    .<java.util.concurrent.Callable<Path>>mapToObj(i -> () -> unpacked(NativeLibraries.in(cache)))
                    .toList());
            for (Future<Path> each : all) {
                assertThat(each.get()).isEqualTo(all.get(0).get());
            }
        } finally {
            threads.shutdown();
        }
        assertThat(names(cache)).hasSize(2);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void everybodyMayReadThemAndAliasesAreLinks() throws IOException {
        Path unpacked = NativeLibraries.in(cache)
                .unpacked("engine-1", libraries, Map.of("libz.so", "liba.so", "liby.so", "libx.so"))
                .orElseThrow();
        assertThat(names(unpacked)).containsExactly("c.dll", "liba.so", "libb.so.0", "libz.so");
        assertThat(Files.readSymbolicLink(unpacked.resolve("libz.so"))).isEqualTo(Path.of("liba.so"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unpacked)))
                .isEqualTo("rwxr-xr-x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(unpacked.resolve("liba.so"))))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void theUsersCacheIsFoundByTheEnvironment() {
        String home = folder.resolve("home").toString();
        String xdg = folder.resolve("xdg").toString();
        Map<String, String> both = Map.of("HOME", home, "XDG_CACHE_HOME", xdg);
        assertThat(ofUser(Map.of("HOME", home, "XDG_CACHE_HOME", xdg, "DILM_CACHE", cache.toString())))
                .isEqualTo(cache);
        assertThat(ofUser(both)).isEqualTo(Path.of(xdg, "dilm4j"));
        assertThat(ofUser(Map.of("HOME", home))).isEqualTo(Path.of(home, ".cache", "dilm4j"));
        assertThat(ofUser(Map.of("HOME", home, "DILM_CACHE", "~/mine"))).isEqualTo(Path.of(home, "mine"));
        assertThat(ofUser(Map.of("HOME", xdg, "XDG_CACHE_HOME", "$HOME/own"))).isEqualTo(Path.of(xdg, "own", "dilm4j"));
    }

    @Test
    void librariesThatLieInAnotherOfTheCachesAreUsed() {
        Path inHome = ofUser(Map.of("HOME", folder.toString()));
        assertThat(ofUser(Map.of("HOME", folder.toString(), "XDG_CACHE_HOME", cache.toString())))
                .isEqualTo(inHome);
        assertThat(cache).doesNotExist();
    }

    private Path ofUser(Map<String, String> environment) {
        return unpacked(NativeLibraries.ofUser(environment, folder)).getParent();
    }

    @Test
    void aHomeThatCannotBeWrittenIsReplacedByAPrivateFolder() throws IOException {
        Path home = Files.writeString(folder.resolve("home"), "a file");
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        Path unpacked = unpacked(NativeLibraries.ofUser(Map.of("HOME", home.toString()), temporary));
        assertThat(unpacked.getParent().getParent()).isEqualTo(temporary);
        assertThat(unpacked.getParent().getFileName().toString()).startsWith("dilm4j-");
        assertThat(names(temporary)).hasSize(1);
    }

    @Test
    void aNamedCacheThatCannotBeWrittenIsTold() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> unpacked(NativeLibraries.in(file)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageMatching("the native libraries cannot be unpacked into \\Q" + file
                        + "\\E \\(.+\\); set DILM_CACHE to a folder with room for 1 MB");
    }

    @Test
    void filesOutsideOfAJarStayWhereTheyAre() throws IOException {
        Path library = Files.writeString(folder.resolve("liba.so"), "");
        assertThat(NativeLibraries.in(cache)
                        .unpacked("engine-1", List.of(library.toUri().toURL()), Map.of()))
                .isEmpty();
    }
}
