package io.github.dilm4j.cli;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Folders;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RealPath;
import io.github.dilm4j.model.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/**
 * The outputs of a command. A result never replaces an input of the command, and replaces other existing files only
 * with {@code --force}. Everything is checked before the work; nothing is created.
 */
final class Outputs {
    @Option(names = "--force", description = "Replace what exists already.")
    private boolean force;

    /**
     * A file or folder that the command reads.
     *
     * @param option that names it
     */
    record Input(String option, Path path) {
        static List<Input> of(String option, List<Path> paths) {
            return paths.stream().map(path -> new Input(option, path)).toList();
        }

        static List<Input> of(String option, Optional<Path> path) {
            return of(option, path.map(List::of).orElse(List.of()));
        }
    }

    /** All inputs of several options. */
    @SafeVarargs
    static List<Input> inputs(List<Input>... options) {
        List<Input> all = new ArrayList<>();
        for (List<Input> inputs : options) {
            all.addAll(inputs);
        }
        return all;
    }

    /** @throws InputException if the result cannot or must not be written to this file */
    void requireFile(String option, Path file, List<Input> inputs) {
        Arguments.writableFile(option, file);
        refuseInputs(option, file, inputs);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !force) {
            throw InputException.at(
                    file, "exists already; name another file with " + option + ", or replace it with --force");
        }
    }

    /**
     * Like {@link #requireFile}, for a folder of files.
     *
     * @param written the names of all files that the command writes; a folder with other files is not replaced
     */
    void requireFolder(String option, Path folder, Set<String> written, List<Input> inputs) {
        Arguments.writableFolder(option, folder);
        refuseInputs(option, folder, inputs);
        if (!Files.isDirectory(folder)) {
            return;
        }
        for (Path file : Folders.entries(folder)) {
            String name = file.getFileName().toString();
            if (!written.contains(name)) {
                throw InputException.at(
                        folder,
                        "holds " + name + ", which this command does not write; name another folder with " + option);
            }
            if (!force) {
                throw InputException.at(
                        folder,
                        "holds " + name + " already; name another folder with " + option
                                + ", or replace it with --force");
            }
        }
    }

    /** @throws InputException if the result would change an input of the command, or a model */
    static void refuseInputs(String option, Path output, List<Input> inputs) {
        for (Input input : inputs) {
            boolean inside =
                    Files.isDirectory(input.path()) && RealPath.of(output).startsWith(RealPath.of(input.path()));
            if (inside || same(output, input.path())) {
                throw InputException.at(
                        output,
                        (inside ? "lies in an input of the command, " : "is an input of the command, ") + input.option()
                                + "; name another place with " + option);
            }
            Path beside = AtomicFiles.beside(output);
            if (RealPath.of(input.path()).startsWith(RealPath.of(beside))) {
                throw InputException.at(
                        output,
                        "is written to " + beside.getFileName() + " first, which the command reads with "
                                + input.option() + "; name another place with " + option);
            }
        }
        Path folder = RealPath.of(output).getParent();
        if (folder != null && ModelFolder.holdsModel(folder)) {
            throw InputException.at(
                    output, "lies in a model's folder, which must not change; name another place with " + option);
        }
    }

    /** Whether both paths, with links resolved, are the same file. */
    private static boolean same(Path one, Path other) {
        try {
            return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException unknown) {
            return RealPath.of(one).equals(RealPath.of(other));
        }
    }
}
