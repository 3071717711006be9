package io.github.dilm4j.hub;

import io.github.dilm4j.base.IoReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A repository in the cache, in Python's layout: {@code refs/REVISION} holds a commit, {@code snapshots/COMMIT} the
 * files by name, as links to {@code blobs/DIGEST}.
 */
final class HubCache {
    private final Path root;
    private final Path locks;

    HubCache(Path cache, RepoId id) {
        String folder = id.kind().plural() + "--" + id.name().replace("/", "--");
        root = cache.resolve(folder);
        locks = cache.resolve(".locks").resolve(folder);
    }

    Path blob(String digest) {
        return root.resolve("blobs").resolve(digest);
    }

    /**
     * The lock file of a blob's download, so that one download of this library writes the incomplete file. It is not
     * Python's lock file, which may be deleted while it is locked. Python's client writes to another incomplete file.
     */
    Path lock(String digest) {
        return locks.resolve(digest + ".dilm4j.lock");
    }

    Path snapshot(String commit) {
        return root.resolve("snapshots").resolve(commit);
    }

    /** The commit of a revision at the last request. */
    Optional<String> commit(RepoId id) throws IOException {
        if (id.isCommit()) {
            return Optional.of(id.revision());
        }
        try {
            String text = Files.readString(ref(id)).strip();
            return Optional.of(text).filter(commit -> commit.matches("[0-9a-f]{40}"));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void remember(RepoId id, String commit) throws IOException {
        if (id.isCommit() || commit(id).equals(Optional.of(commit))) {
            return;
        }
        replace(ref(id), commit);
    }

    /** Writes through a separate temporary file, since other processes may write it too and other users read it. */
    private static void replace(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Path beside = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
        Files.write(beside, content.getBytes(StandardCharsets.UTF_8));
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The list of all files of a commit, cached or not; known after a request to the hub. */
    Optional<Set<String>> listing(String commit) throws IOException {
        try {
            Set<String> files = new TreeSet<>(Files.readAllLines(list(commit)));
            return Optional.of(files).filter(known -> !known.isEmpty()); // a power failure can leave an empty file
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes the list if possible. Without it, the hub is asked again, or the cached files must prove their
     * completeness.
     */
    void rememberListing(String commit, Set<String> files) {
        try {
            if (!listing(commit).equals(Optional.of(files))) {
                replace(list(commit), String.join("\n", new TreeSet<>(files)));
            }
        } catch (IOException readOnly) {
            return;
        }
    }

    /** The complete files of a snapshot. */
    Set<String> files(String commit) throws IOException {
        return listed(snapshot(commit));
    }

    /** The files of a snapshot's folder, by name within it. */
    static Set<String> filesIn(Path snapshot) {
        try {
            return listed(snapshot);
        } catch (IOException e) {
            throw new UncheckedIOException(snapshot + ": cannot be listed (" + IoReason.of(e) + ")", e);
        }
    }

    private static Set<String> listed(Path snapshot) throws IOException {
        if (!Files.isDirectory(snapshot)) {
            return Set.of();
        }
        try (Stream<Path> all = Files.walk(snapshot)) {
            return all.filter(Files::isRegularFile) // follows links: a broken one is not a file
                    .map(file -> snapshot.relativize(file).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Puts a blob into a snapshot under the file's name. */
    void link(String commit, RepoFile file) throws IOException {
        Path link = snapshot(commit).resolve(file.path());
        if (Files.isRegularFile(link)) {
            return;
        }
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        Path blob = blob(file.digest());
        try {
            Files.createSymbolicLink(link, link.getParent().relativize(blob));
        } catch (FileAlreadyExistsException e) {
            return; // another process was faster
        } catch (UnsupportedOperationException | IOException e) { // Windows without the right to make links
            Path beside = link.resolveSibling(link.getFileName() + ".part");
            Files.copy(blob, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The path of this library's own files, beside Python's. */
    private Path list(String commit) {
        return root.resolve(".files").resolve(commit);
    }

    private Path ref(RepoId id) {
        return root.resolve("refs").resolve(id.revision());
    }
}
