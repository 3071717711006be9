package io.github.dilm4j.experiment;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.data.Splits;
import io.github.dilm4j.experiment.stage.Data;
import io.github.dilm4j.hub.HubCommits;
import io.github.dilm4j.hub.Progress;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Sources;
import io.github.dilm4j.run.config.ExperimentConfig;
import java.nio.file.Path;
import java.util.List;

/** The real examples of a finished run, read again. */
public final class RunData {
    private RunData() {}

    /**
     * Reads the run's data files and splits them as the run did.
     *
     * @param progress receives what is fetched from the hub
     * @throws InputException if a file is missing or has changed since the run
     */
    public static Splits of(Path root, Progress progress) {
        RunFolder folder = new RunFolder(root);
        ExperimentConfig config = ExperimentConfig.load(folder.config(), List.of());
        Data data =
                Data.read(config, progress, new HubCommits(Sources.of(folder).hubCommits()));
        Manifest manifest = Manifest.read(folder.manifest());
        for (Manifest.Input input : Provenance.inputs(data)) {
            if (!manifest.inputs().contains(input)) {
                throw InputException.at(
                        input.path(), "differs from the file of " + input.name() + " that the run read; put it back");
            }
        }
        return data.splits();
    }
}
