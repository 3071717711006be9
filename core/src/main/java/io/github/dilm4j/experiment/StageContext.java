package io.github.dilm4j.experiment;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Path;

/** What every stage of a run works with. */
record StageContext(
        ExperimentConfig config,
        RunFolder folder,
        Data data,
        Device device,
        RandomStreams streams,
        EventSink events,
        StopRequest stop) {

    /** The folder of a model that the run makes. */
    Path model(String name) {
        return folder.root().resolve("models").resolve(name);
    }

    StageCheckpoints checkpoints(String stage) {
        return new StageCheckpoints(
                stage,
                folder.root().resolve("checkpoints").resolve(stage),
                new StageCheckpoints.Interval(
                        config.checkpoints().everySeconds(),
                        config.checkpoints().everySteps()),
                stop,
                events);
    }

    /** The observer of a stage's loop. */
    StageObserver observer(String stage) {
        return new StageObserver(stage, data.task().labels(), events);
    }
}
