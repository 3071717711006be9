package io.github.dilm4j.spark;

import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A copy of a run folder in a file system that can neither append nor lock, nor replace a file by a rename. At any time
 * it is a run folder that can be resumed: files are whole, and the marker of a stage is not there without what the stage
 * made.
 */
final class FolderMirror {
    /** A file that is not finished, here and there. */
    private static final String PART = ".part";

    /** A whole file that is about to replace another. */
    private static final String NEXT = ".next";

    private final Path local;
    private final String markers; // the beginning of the names of files that tell what is finished
    private final FileSystem files;
    private final org.apache.hadoop.fs.Path remote;
    private final Map<String, Stamp> copied = new HashMap<>(); // by name

    private record Stamp(FileTime modified, long size) {}

    FolderMirror(Path local, FileSystem files, org.apache.hadoop.fs.Path remote) {
        this.local = local;
        this.markers = name(new RunFolder(local).marker(Stage.MODELS).getParent()) + "/";
        this.files = files;
        this.remote = remote;
    }

    private String name(Path file) {
        return local.relativize(file).toString().replace('\\', '/');
    }

    private org.apache.hadoop.fs.Path there(String name) {
        return new org.apache.hadoop.fs.Path(remote, name);
    }

    /** Fills the local folder, which is empty. */
    void restore() throws IOException {
        for (String name : namesThere()) {
            if (name.endsWith(NEXT)) {
                replace(name.substring(0, name.length() - NEXT.length()));
            }
        }
        for (String name : namesThere()) {
            if (!name.endsWith(PART)) {
                Path file = local.resolve(name);
                Files.createDirectories(file.getParent());
                try (InputStream in = files.open(there(name))) {
                    Files.copy(in, file);
                }
                copied.put(name, stamp(Files.readAttributes(file, BasicFileAttributes.class)));
            }
        }
    }

    private List<String> namesThere() throws IOException {
        List<String> names = new ArrayList<>();
        String root = files.makeQualified(remote).toUri().getPath().replaceFirst("/*$", "/");
        for (RemoteIterator<LocatedFileStatus> all = files.listFiles(remote, true); all.hasNext(); ) {
            FileStatus file = all.next();
            String name = file.getPath().toUri().getPath().substring(root.length());
            if (!name.startsWith(HadoopFolder.LOCK)) {
                names.add(name);
            }
        }
        return names;
    }

    /** Copies the files that have changed since the last copy. */
    void push() throws IOException {
        Map<String, Stamp> finished = listed(local.resolve(markers)); // first: what they tell of is listed after them
        Map<String, Stamp> all = listed(local);
        all.keySet().removeIf(name -> name.startsWith(markers));
        delete(copied.keySet().stream()
                .filter(name -> name.startsWith(markers) && !copied.get(name).equals(finished.get(name)))
                .toList());
        copy(all);
        copy(finished);
        delete(copied.keySet().stream()
                .filter(name -> !finished.containsKey(name) && !all.containsKey(name))
                .toList());
    }

    /** Copies them in the order in which they were written. */
    private void copy(Map<String, Stamp> now) throws IOException {
        List<String> changed = now.keySet().stream()
                .filter(name -> !now.get(name).equals(copied.get(name)))
                .sorted(Comparator.comparing((String name) -> now.get(name).modified())
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        for (String name : changed) {
            try (InputStream in = Files.newInputStream(local.resolve(name))) {
                put(name, in);
                copied.put(name, now.get(name));
            } catch (NoSuchFileException deleted) {
                // it is deleted there next time
            }
        }
    }

    private void put(String name, InputStream in) throws IOException {
        org.apache.hadoop.fs.Path part = there(name + PART);
        try (OutputStream out = files.create(part, true)) {
            in.transferTo(out);
        }
        if (files.exists(there(name))) {
            rename(part, there(name + NEXT));
            replace(name);
        } else {
            rename(part, there(name));
        }
    }

    private void replace(String name) throws IOException {
        files.delete(there(name), false);
        rename(there(name + NEXT), there(name));
    }

    private void rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) throws IOException {
        if (!files.rename(from, to)) {
            throw new IOException(from + " cannot be renamed to " + to);
        }
    }

    private void delete(List<String> names) throws IOException {
        for (String name : names) {
            files.delete(there(name), false);
            copied.remove(name);
        }
    }

    private Map<String, Stamp> listed(Path folder) throws IOException {
        Map<String, Stamp> found = new HashMap<>();
        if (Files.isDirectory(folder)) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path entry, BasicFileAttributes attributes) {
                    return entry.toString().endsWith(PART) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && !file.toString().endsWith(PART)) {
                        found.put(name(file), stamp(attributes));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path deleted, IOException e) {
                    return FileVisitResult.CONTINUE; // since its folder was listed
                }

                @Override
                public FileVisitResult postVisitDirectory(Path entry, IOException deleted) {
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        return found;
    }

    private static Stamp stamp(BasicFileAttributes attributes) {
        return new Stamp(attributes.lastModifiedTime(), attributes.size());
    }
}
