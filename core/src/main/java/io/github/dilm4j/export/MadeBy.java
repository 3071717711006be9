package io.github.dilm4j.export;

import io.github.dilm4j.base.Printable;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.config.DistilConfig;
import io.github.dilm4j.run.config.Method;
import io.github.dilm4j.run.config.SamplingConfig;
import io.github.dilm4j.run.config.SelfTrainingConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The origin of the sets and the generator, as lines of a card. Paths are shortened to their last name. */
final class MadeBy {
    private MadeBy() {}

    /** [lines][name, value] */
    static List<List<String>> rows(RunSource source) {
        Manifest manifest = source.manifest();
        SamplingConfig sampling = source.config().sampling();
        DistilConfig distil = source.config().distil();
        List<List<String>> rows = new ArrayList<>();
        add(rows, "program", manifest.program());
        add(
                rows,
                "engine",
                manifest.engines().entrySet().stream()
                        .map(engine -> engine.getKey() + " " + engine.getValue())
                        .collect(Collectors.joining(", ")));
        add(rows, "root seed", String.valueOf(manifest.rootSeed()));
        add(rows, "resolved config, SHA-256", manifest.configSha256());
        WrittenBy writers = source.writtenBy();
        add(rows, "generator, SHA-256", writers.trained());
        writers.before().ifPresent(sha256 -> add(rows, "generator before its training on sets, SHA-256", sha256));
        for (Manifest.Input input : manifest.inputs()) {
            add(
                    rows,
                    input.name(),
                    lastName(input.path()) + ", " + input.bytes() + " bytes, SHA-256 " + input.sha256());
        }
        for (Manifest.Model model : manifest.models()) {
            add(
                    rows,
                    model.name(),
                    lastName(model.path())
                            + model.sha256().entrySet().stream()
                                    .filter(file -> file.getKey().endsWith(".safetensors"))
                                    .map(file -> ", " + file.getKey() + " SHA-256 " + file.getValue())
                                    .collect(Collectors.joining()));
        }
        SelfTrainingConfig selfTraining = source.config().selfTraining();
        if (selfTraining.used()) {
            add(
                    rows,
                    "self-training",
                    selfTraining.rounds() + (selfTraining.rounds() == 1 ? " round of " : " rounds of ")
                            + selfTraining.training().steps() + " steps on the texts of the best sets");
        } else {
            add(
                    rows,
                    "matching steps",
                    String.valueOf(source.config().matching().training().steps()));
        }
        add(
                rows,
                "texts drawn with",
                "top-p " + sampling.topP() + ", top-k " + sampling.topK() + ", temperature " + sampling.temperature()
                        + ", repetition penalty " + sampling.repetitionPenalty() + ", guidance " + sampling.guidance());
        add(rows, "chosen by", chosenBy(distil));
        return rows;
    }

    private static String chosenBy(DistilConfig distil) {
        String by = distil.selector().label()
                + (distil.byTangents(Method.DILM) ? " on embeddings and tangents" : "")
                + (distil.candidates() > 0
                        ? " from half of " + distil.candidates() + " texts of each label"
                                + (distil.chosenFromBoth(Method.DILM) ? " and generator" : "")
                        : " from " + distil.oversample() + " texts for each one kept");
        return distil.bestOf() > 1 ? by + "; the best of " + distil.bestOf() + " sets" : by;
    }

    private static void add(List<List<String>> rows, String name, String value) {
        rows.add(List.of(Markdown.plain(name), Markdown.plain(Printable.line(value))));
    }

    private static String lastName(String path) {
        Path name = Path.of(path).getFileName();
        return name == null ? path : name.toString();
    }
}
