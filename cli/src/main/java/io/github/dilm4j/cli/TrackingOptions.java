package io.github.dilm4j.cli;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.WebAddress;
import io.github.dilm4j.run.EventSink;
import io.github.dilm4j.run.config.ExperimentConfig;
import io.github.dilm4j.tracking.MlflowLog;
import io.github.dilm4j.tracking.TensorBoardLog;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Option;

/** Programs that track the metrics of a run. */
final class TrackingOptions {
    @Option(
            names = "--tensorboard",
            paramLabel = "DIR",
            description = "Write the metrics to an event file of TensorBoard in this folder too.")
    private Optional<Path> tensorBoard = Optional.empty();

    @Option(
            names = "--mlflow",
            paramLabel = "URL",
            description = "Send the metrics and the config to a tracking server of MLflow too, such as"
                    + " http://localhost:5000.")
    private Optional<String> mlflow = Optional.empty();

    /** @throws InputException if a value cannot be used */
    void check() {
        mlflow.ifPresent(TrackingOptions::address);
    }

    private static URI address(String url) {
        return WebAddress.of(url)
                .orElseThrow(
                        () -> new InputException(
                                "--mlflow must be an address such as http://localhost:5000, without a"
                                        + " login, '?' or '#'; MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD hold a login"));
    }

    /** Works with a sink of a run's events that tracks them, and returns what the work returns. */
    int tracked(ExperimentConfig config, Path folder, Console console, ToIntFunction<EventSink> work) {
        if (tensorBoard.isPresent()) {
            try (TensorBoardLog log = new TensorBoardLog(tensorBoard.get(), console::warn)) {
                return mlflow(log, config, folder, console, work);
            }
        }
        return mlflow(EventSink.NONE, config, folder, console, work);
    }

    private int mlflow(
            EventSink other, ExperimentConfig config, Path folder, Console console, ToIntFunction<EventSink> work) {
        if (mlflow.isEmpty()) {
            return work.applyAsInt(other);
        }
        MlflowLog.Tracked tracked =
                new MlflowLog.Tracked(config.name(), folder.toString(), ExperimentConfig.flattened(config.toYaml()));
        try (MlflowLog log = new MlflowLog(address(mlflow.get()), System.getenv(), tracked, console::warn)) {
            return work.applyAsInt(other.andThen(log));
        }
    }

    /** The options as the user gave them. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        tensorBoard.ifPresent(folder -> words.addAll(List.of("--tensorboard", folder.toString())));
        mlflow.ifPresent(url -> words.addAll(List.of("--mlflow", url)));
        return words;
    }
}
