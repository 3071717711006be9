package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.config.HealthConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Counts the retries of a stage's trainings from their last checkpoint, in a file, so that a killed run resumes with
 * the same count.
 */
public final class Retries {
    /**
     * The file.
     *
     * @param from the checkpoint that the last one began from; empty for the stage's begin
     */
    private record Done(int retries, String from) {}

    private static final Done NONE = new Done(0, "");

    private final RunFolder folder;
    private final HealthConfig settings;

    public Retries(RunFolder folder, HealthConfig settings) {
        this.folder = folder;
        this.settings = settings;
    }

    public boolean left(Stage stage) {
        return done(stage).retries() < settings.retries();
    }

    /** Whether the last retry began from this checkpoint, so that a second one would be useless. */
    public boolean beganFrom(Stage stage, Path checkpoint) {
        return done(stage).from().equals(relative(checkpoint));
    }

    /** @return which retry it is, from 1 on */
    public int begin(Stage stage, Optional<Path> from) {
        int count = done(stage).retries() + 1;
        AtomicFiles.writeString(
                folder.retries(stage),
                Json.pretty(new Done(count, from.map(this::relative).orElse(""))));
        return count;
    }

    /** The present factor of a stage's learning rates. */
    public double rateFactor(Stage stage) {
        return Math.pow(settings.rateFactor(), done(stage).retries());
    }

    private Done done(Stage stage) {
        return Files.exists(folder.retries(stage))
                ? Json.read(folder.retries(stage), Done.class, "delete it to count the retries from 0 again")
                : NONE;
    }

    private String relative(Path checkpoint) {
        return folder.root().relativize(checkpoint).toString();
    }
}
