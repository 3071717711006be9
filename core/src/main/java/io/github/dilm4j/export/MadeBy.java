package io.github.dilm4j.export;

import io.github.dilm4j.base.Sha256;
import io.github.dilm4j.run.Manifest;
import io.github.dilm4j.run.config.DistilConfig;
import io.github.dilm4j.run.config.SamplingConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        add(rows, "generator, SHA-256", Sha256.of(source.weights()));
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
        add(
                rows,
                "matching steps",
                String.valueOf(source.config().matching().training().steps()));
        add(
                rows,
                "texts drawn with",
                "top-p " + sampling.topP() + ", top-k " + sampling.topK() + ", temperature " + sampling.temperature()
                        + ", repetition penalty " + sampling.repetitionPenalty() + ", guidance " + sampling.guidance());
        add(
                rows,
                "chosen by",
                distil.selector().name().toLowerCase(Locale.ROOT).replace('_', '-') + " from " + distil.oversample()
                        + " texts for each one kept");
        return rows;
    }

    private static void add(List<List<String>> rows, String name, String value) {
        rows.add(List.of(Markdown.plain(name), Markdown.plain(value)));
    }

    private static String lastName(String path) {
        Path name = Path.of(path).getFileName();
        return name == null ? path : name.toString();
    }
}
