package io.github.dilm4j.run;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The checksums of what a stage has made, in a file of the run folder, so that a reader can tell whether an output has
 * changed since. Runs of older versions have no seals, and their files are not checked.
 */
public final class StageSeal {
    /**
     * The file.
     *
     * @param sha256 by path in the run folder, with slashes
     */
    private record Checksums(Map<String, String> sha256) {}

    private final RunFolder folder;
    private final Path file;

    public StageSeal(RunFolder folder, Stage stage) {
        this.folder = folder;
        this.file = folder.seal(stage);
    }

    /** Seals a file, or the plain files of a folder, in their present state. */
    public void add(Path output) {
        Map<String, String> sums = sums();
        for (Path made : Files.isDirectory(output) ? Folders.files(output) : List.of(output)) {
            sums.put(name(made), Sha256.of(made));
        }
        AtomicFiles.writeString(file, Json.pretty(new Checksums(sums)));
    }

    /** Like {@link #add}, unless the file has a seal. */
    public void addIfNew(Path output) {
        if (!sums().containsKey(name(output))) {
            add(output);
        }
    }

    /** The sealed files that differ from their checksums. */
    public List<Path> damaged() {
        List<Path> damaged = new ArrayList<>();
        sums().forEach((name, sum) -> {
            Path made = folder.root().resolve(name);
            if (Files.exists(made) && !isSealedAs(sum, made)) {
                damaged.add(made);
            }
        });
        return damaged;
    }

    /** The sealed files that are missing. */
    public List<Path> missing() {
        return sums().keySet().stream()
                .map(folder.root()::resolve)
                .filter(made -> !Files.exists(made))
                .toList();
    }

    private static boolean isSealedAs(String sum, Path file) {
        return Files.isRegularFile(file) && Sha256.of(file).equals(sum);
    }

    /** @throws InputException if the file cannot be read, or names files outside the run folder */
    private Map<String, String> sums() {
        if (!Files.exists(file)) {
            return new TreeMap<>();
        }
        String remedy = "delete it; the files of this stage are then used without a check";
        Map<String, String> sums = Json.read(file, Checksums.class, remedy).sha256();
        for (String name : sums.keySet()) {
            if (!isInside(folder.root(), name)) {
                throw InputException.at(file, "names a file that is not in the run folder; " + remedy);
            }
        }
        return new TreeMap<>(sums);
    }

    static boolean isInside(Path root, String name) {
        Path whole = root.toAbsolutePath().normalize(); // "." alone normalizes to an empty path
        return whole.resolve(name).normalize().startsWith(whole);
    }

    private String name(Path output) {
        return folder.root().relativize(output).toString().replace('\\', '/');
    }
}
