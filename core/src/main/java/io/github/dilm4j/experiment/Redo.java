package io.github.dilm4j.experiment;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.IoReason;
import io.github.dilm4j.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Other settings for the selection and the evaluation of a run that was begun. What was made by the old ones is moved to
 * a folder of its own in the run folder; what the new ones would make alike stays and is not made again.
 */
final class Redo {
    private static final String LEARNER = "evaluation.jsonl";
    private static final String IN_CONTEXT = "evaluation-in-context-";

    private final RunFolder folder;
    private final Set<String> keys;

    /** @param keys the settings that differ */
    Redo(RunFolder folder, Set<String> keys) {
        this.folder = folder;
        this.keys = Set.copyOf(keys);
    }

    /** Whether the stages before the selection do not read any of these settings. */
    boolean isPossible() {
        return keys.stream().allMatch(key -> key.startsWith("distil.") || key.startsWith("evaluation."));
    }

    /** Markers go first: a process that is killed meanwhile leaves stages that are not finished. */
    void setAside() {
        List<Path> away = new ArrayList<>();
        away.add(marker(Experiment.EVALUATION));
        away.add(folder.results());
        if (changed("distil.") || changed("evaluation.methods")) {
            away.add(marker(Experiment.SELECTION));
            away.add(folder.repetition());
        }
        if (changed("distil.")) {
            away.add(folder.distilled());
        }
        Folders.files(folder.root()).stream()
                .filter(file -> isVoid(file.getFileName().toString()))
                .forEach(away::add);
        Path aside = free();
        away.stream().filter(Files::exists).forEach(path -> move(path, aside));
    }

    /** Whether the file holds scores that the new settings would not give. */
    private boolean isVoid(String file) {
        if (!file.startsWith("evaluation") || !file.endsWith(".jsonl")) {
            return false;
        }
        if (changed("distil.")) {
            return true;
        }
        if (file.startsWith(IN_CONTEXT)) {
            return changed("evaluation.inContext");
        }
        return changed("evaluation.training") || (!file.equals(LEARNER) && changed("evaluation.otherLearners"));
    }

    private boolean changed(String prefix) {
        return keys.stream().anyMatch(key -> key.startsWith(prefix));
    }

    private Path marker(String stage) {
        return folder.root().resolve("stages").resolve(stage + ".json");
    }

    private Path free() {
        int number = 1;
        while (Files.exists(folder.root().resolve("set-aside-" + number))) {
            number++;
        }
        return folder.root().resolve("set-aside-" + number);
    }

    private void move(Path path, Path aside) {
        Path target = aside.resolve(folder.root().relativize(path));
        try {
            Files.createDirectories(target.getParent());
            Files.move(path, target);
        } catch (IOException e) {
            throw new InputException(path + ": cannot be moved to " + target + " (" + IoReason.of(e) + ")", e);
        }
    }
}
