package io.github.dilm4j.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.base.Printable;
import io.github.dilm4j.data.Example;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.Results;
import io.github.dilm4j.statistics.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** {@code README.md} of an exported data set, whose front matter describes the files to Python's {@code datasets}. */
final class DataSetCard {
    private DataSetCard() {}

    /** @param real the real examples beside the sets, by split; may be empty */
    static String of(RunSource source, DataSetFields fields, Map<String, List<Example>> real, Publication publication) {
        return Markdown.frontMatter(frontMatter(source, fields, real, publication))
                + body(source, fields, real, publication);
    }

    private static ObjectNode frontMatter(
            RunSource source, DataSetFields fields, Map<String, List<Example>> real, Publication publication) {
        ObjectNode card = Json.STRICT.createObjectNode();
        card.put("pretty_name", source.task().name() + ", distilled with DiLM");
        Metadata.put(card, publication);
        List<String> creators = real.isEmpty() ? List.of("machine-generated") : List.of("machine-generated", "found");
        Metadata.put(card, "annotations_creators", creators);
        Metadata.put(card, "language_creators", creators);
        Metadata.put(card, "source_datasets", Metadata.sources(source));
        card.putArray("task_categories").add("text-classification");
        Metadata.put(card, "task_ids", Metadata.taskIds(source.task()));
        Metadata.put(card, "metrics", Metadata.metrics(source.task().metric()));
        card.putArray("size_categories").add(Metadata.sizeCategory(rows(source, real)));
        card.putArray("tags").add("synthetic").add("dataset-distillation").add("dilm4j");
        ArrayNode configs = card.putArray("configs");
        ArrayNode infos = card.putArray("dataset_info");
        int usual = source.dpcs().get(source.dpcs().size() - 1);
        for (int dpc : source.dpcs()) {
            ObjectNode config = configs.addObject().put("config_name", RunExport.configName(dpc));
            if (dpc == usual) {
                config.put("default", true);
            }
            ArrayNode files = config.putArray("data_files");
            for (int set = 0; set < source.sets(); set++) {
                files.addObject()
                        .put("split", RunExport.splitName(set))
                        .put("path", RunExport.configName(dpc) + "/" + RunExport.splitName(set) + ".jsonl");
            }
            ObjectNode info = infos.addObject().put("config_name", RunExport.configName(dpc));
            features(info.putArray("features"), fields.all(), source.task());
        }
        if (!real.isEmpty()) {
            ArrayNode files =
                    configs.addObject().put("config_name", RunExport.REAL).putArray("data_files");
            real.keySet()
                    .forEach(split ->
                            files.addObject().put("split", split).put("path", RunExport.REAL + "/" + split + ".jsonl"));
            ObjectNode info = infos.addObject().put("config_name", RunExport.REAL);
            features(info.putArray("features"), fields.ofTask(), source.task());
        }
        return card;
    }

    private static void features(ArrayNode features, List<DataSetFields.Field> fields, Task task) {
        for (DataSetFields.Field field : fields) {
            ObjectNode feature = features.addObject().put("name", field.name());
            if (field.type().isEmpty()) {
                ObjectNode names =
                        feature.putObject("dtype").putObject("class_label").putObject("names");
                List<String> labels = task.labels();
                for (int i = 0; i < labels.size(); i++) {
                    names.put(String.valueOf(i), labels.get(i));
                }
            } else {
                feature.put("dtype", field.type());
            }
        }
    }

    private static long rows(RunSource source, Map<String, List<Example>> real) {
        long perLabel = source.dpcs().stream().mapToInt(Integer::intValue).sum();
        return perLabel * source.task().labelCount() * source.sets()
                + real.values().stream().mapToInt(List::size).sum();
    }

    private static String body(
            RunSource source, DataSetFields fields, Map<String, List<Example>> real, Publication publication) {
        int usual = source.dpcs().get(source.dpcs().size() - 1);
        String labels = source.task().labels().stream().map(Markdown::code).collect(Collectors.joining(", "));
        return "# " + Markdown.plain(source.task().name()) + ", distilled with DiLM\n\n"
                + "A few synthetic texts for each of the labels " + labels
                + ", made to train a model almost as well as the data set that they were distilled from (DiLM,"
                + " arXiv:2404.00264). A config holds one size, named by its texts per class; each of its splits is a"
                + " complete training set, drawn independently. Do not join them and call it the smaller"
                + " size.\n\n```python\nfrom datasets import load_dataset\n\ntexts ="
                + " load_dataset(\"" + publication.address() + "\", \"" + RunExport.configName(usual)
                + "\", split=\"set0\")\n"
                + "```\n\n"
                + realExamples(real)
                + "## What it trains\n\n"
                + scores(source)
                + "## Fields\n\n"
                + Markdown.table(
                        List.of("field", "meaning"),
                        fields.all().stream()
                                .map(field -> List.of(Markdown.code(field.name()), field.meaning()))
                                .toList())
                + "## How it was made\n\n"
                + Markdown.table(List.of("", ""), MadeBy.rows(source))
                + "## Limits\n\nThe texts are written by a language model: they may be wrong, odd or offensive, and may"
                + " repeat the training data; the fields on the nearest real text, if present, help to find out."
                + (publication.licence().isPresent() ? "" : " No licence is named here.")
                + " Clear the rights to the training data and the models before you pass this on.\n";
    }

    private static String realExamples(Map<String, List<Example>> real) {
        return real.isEmpty()
                ? ""
                : "The config " + Markdown.code(RunExport.REAL) + " holds real examples: "
                        + real.entrySet().stream()
                                .map(split -> Markdown.code(split.getKey()) + " ("
                                        + split.getValue().size() + ")")
                                .collect(Collectors.joining(", "))
                        + ". The sets were made from `train` and chosen on `select`; the scores below are on"
                        + " `report`.\n\n";
    }

    private static String scores(RunSource source) {
        List<List<String>> rows = new ArrayList<>();
        Results results = source.results();
        for (Results.Scores scores : results.scores()) {
            rows.add(row(
                    scores.learner(),
                    scores.method(),
                    String.valueOf(scores.dpc()),
                    scores.summary(),
                    results.shareOfFullData(scores)));
        }
        for (Results.FullData full : results.fullData()) {
            rows.add(row(full.learner(), "full data", "all", full.summary(), OptionalDouble.of(1)));
        }
        String metric = source.task().metric().name().toLowerCase(Locale.ROOT).replace('_', '-');
        List<String> header = new ArrayList<>(List.of("learner", "method", "texts per class", metric, "measurements"));
        if (!results.fullData().isEmpty()) {
            header.add("of full data");
        }
        return "Metric: " + metric + ofLabel(source.task()) + " on "
                + source.results().reportSplit().examples()
                + " examples of the run's report split; mean ± standard deviation over the measurements of all sets,"
                + " each of which is a freshly trained learner, or, in context, an order of the demonstrations."
                + " This data set is the method " + Markdown.code(Results.DILM) + ".\n\n"
                + Markdown.table(header, rows);
    }

    /** @param ofFullData the share of the full-data score; left out where none was measured */
    private static List<String> row(
            String learner, String method, String dpc, Summary summary, OptionalDouble ofFullData) {
        List<String> row = new ArrayList<>(List.of(
                Markdown.plain(Printable.line(learner)),
                Markdown.plain(method),
                dpc,
                summary.n() == 1
                        ? String.format(Locale.ROOT, "%.4f", summary.mean())
                        : String.format(Locale.ROOT, "%.4f ± %.4f", summary.mean(), summary.sd()),
                String.valueOf(summary.n())));
        ofFullData.ifPresent(share -> row.add(String.format(Locale.ROOT, "%.0f %%", 100 * share)));
        return row;
    }

    private static String ofLabel(Task task) {
        return switch (task.metric()) {
            case ACCURACY, MACRO_F1 -> "";
            case F1, ACCURACY_AND_F1 ->
                " (F1 of the label " + Markdown.code(task.labels().get(1)) + ")";
        };
    }
}
