package io.github.dilm4j.experiment;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.base.RealPath;
import io.github.dilm4j.base.SpecialFiles;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Keeps a run from writing over files that are not its own. */
public final class OwnFolder {
    private OwnFolder() {}

    /**
     * Checks the content of a folder before anything is written to it.
     *
     * @throws InputException if a link in it leads out of it, if it holds no run but files with the names that a run
     *     writes, or if it lies in a model's folder
     */
    public static void require(RunFolder folder) {
        refuseModels(folder.root());
        if (!Files.isDirectory(folder.root())) {
            return; // it is created later, or refused then
        }
        refuseForeign(folder.root());
        if (Files.exists(folder.lock()) || Files.exists(folder.manifest())) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder.root())) {
            entries.filter(folder::writes).sorted().findFirst().ifPresent(taken -> {
                throw InputException.at(
                        folder.root(),
                        "holds " + taken.getFileName() + ", but no run, which would write over it; choose another"
                                + " folder with --out");
            });
        } catch (IOException e) {
            throw unlisted(folder.root(), e);
        }
    }

    /**
     * @param inputs what the run reads, files and folders
     * @throws InputException if the run would write over one
     */
    static void refuseInputs(RunFolder folder, List<Path> inputs) {
        RunFolder real = new RunFolder(RealPath.of(folder.root()));
        for (Path input : inputs) {
            Path read = RealPath.of(input);
            if (real.writes(read) && !read.startsWith(real.model(""))) { // models that are there are kept
                throw InputException.at(
                        folder.root(),
                        "the run would write over " + input + ", which it reads; choose another folder with --out");
            }
        }
    }

    private static void refuseModels(Path root) {
        Path real = RealPath.of(root);
        Stream.of(real, real.getParent())
                .filter(Objects::nonNull)
                .filter(ModelFolder::holdsModel)
                .findFirst()
                .ifPresent(model -> {
                    throw InputException.at(
                            root,
                            "lies in the model's folder " + model
                                    + ", which a run must not change; choose another folder with --out");
                });
    }

    /**
     * @throws InputException if a link in the folder leads out of it, since files are written through links, or if it
     *     holds a pipe or the like, whose reading may never end
     */
    public static void refuseForeign(Path root) {
        Path within = RealPath.of(root);
        try {
            Files.walkFileTree(within, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path entry, BasicFileAttributes attributes) {
                    refuseForeign(entry, within);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path entry, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE; // another process is working on the run
                    }
                    throw e;
                }
            });
        } catch (IOException e) {
            throw unlisted(root, e);
        }
    }

    private static void refuseForeign(Path entry, Path within) {
        SpecialFiles.refuse(entry);
        if (Files.isSymbolicLink(entry) && !RealPath.of(entry).startsWith(within)) {
            throw InputException.at(
                    entry,
                    "is a link out of the run folder, to " + RealPath.of(entry)
                            + "; remove it, or choose another folder with --out");
        }
    }

    private static UncheckedIOException unlisted(Path root, IOException e) {
        return new UncheckedIOException(root + ": cannot be listed (" + IoReason.of(e) + ")", e);
    }
}
