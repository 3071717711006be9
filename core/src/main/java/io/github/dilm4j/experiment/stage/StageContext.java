package io.github.dilm4j.experiment.stage;

import io.github.dilm4j.base.AtomicFiles;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.hub.ModelLocations;
import io.github.dilm4j.piece.PieceRunner;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.RunFolder;
import io.github.dilm4j.run.Stage;
import io.github.dilm4j.run.StageSeal;
import io.github.dilm4j.run.StopRequest;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.tensor.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The inputs and collaborators of every stage of a run. */
public record StageContext(
        ExperimentConfig config,
        ModelLocations locations,
        RunFolder folder,
        Data data,
        RandomStreams streams,
        Execution execution) {

    /** How a run is executed: its device, its listener, its stop request, and the runner of its pieces. */
    public record Execution(Device device, EventSink events, StopRequest stop, PieceRunner pieces) {
        /** An execution in this process. */
        public static Execution local(Device device, EventSink events, StopRequest stop) {
            return new Execution(device, events, stop, PieceRunner.LOCAL);
        }
    }

    /** This context with another listener. */
    public StageContext with(EventSink events) {
        Execution other = new Execution(device(), events, stop(), pieces());
        return new StageContext(config, locations, folder, data, streams, other);
    }

    public Device device() {
        return execution.device();
    }

    public EventSink events() {
        return execution.events();
    }

    public StopRequest stop() {
        return execution.stop();
    }

    public PieceRunner pieces() {
        return execution.pieces();
    }

    /** All files and folders that the run reads and does not make. */
    public List<Path> inputs() {
        List<Path> inputs = new ArrayList<>();
        inputs.addAll(DataFiles.paths(data.train()));
        inputs.addAll(DataFiles.paths(data.select()));
        inputs.addAll(DataFiles.paths(data.report()));
        Stream.of(config.learner().create(), config.generator().create())
                .flatMap(Optional::stream)
                .flatMap(create -> create.pretrainingText().stream())
                .map(config::resolve)
                .forEach(inputs::add);
        config.modelNames().stream().map(this::named).forEach(inputs::add);
        return inputs;
    }

    /** The folder of a model that the config names. */
    Path named(String model) {
        return locations.folder(model, config.resolve(model));
    }

    /** The watch of a stage's pieces. */
    StageWatch watch(Stage stage) {
        return new StageWatch(stage, events(), stop());
    }

    /** Writes a JSON file of a stage, unless an earlier process did, and seals it. */
    void once(Stage stage, Path file, Supplier<?> content) {
        if (Files.exists(file)) {
            seal(stage).addIfNew(file);
        } else {
            AtomicFiles.writeString(file, Json.pretty(content.get()));
            seal(stage).add(file);
        }
    }

    /** The checkpoints of one of the loops of a stage. */
    StoppableCheckpoints checkpoints(Stage stage, String loop) {
        StageCheckpoints.Interval interval = new StageCheckpoints.Interval(
                config.checkpoints().everySeconds(), config.checkpoints().everySteps());
        return new StoppableCheckpoints(
                new StageCheckpoints(stage, folder.checkpoints(stage, loop), interval, events()), stop());
    }

    /** The checksums of a stage's files. */
    StageSeal seal(Stage stage) {
        return new StageSeal(folder, stage);
    }

    /** The factor of a stage's learning rates: less than 1 after retries. */
    double rateFactor(Stage stage) {
        return new Retries(folder, config.health()).rateFactor(stage);
    }

    /** The observer of a stage's loop. */
    StageObserver observer(Stage stage) {
        return new StageObserver(stage, data.task().labels(), events());
    }
}
