package io.github.dilm4j.hub;

import io.github.dilm4j.base.WeightFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The files of a model repository that this library reads: config, tokenizer, pooling and one kind of weights. */
final class ModelFiles {
    private static final Pattern SMALL = Pattern.compile("config\\.json|generation_config\\.json|tokenizer.*\\.json"
            + "|special_tokens_map\\.json|added_tokens\\.json|vocab\\.(json|txt)|merges\\.txt|modules\\.json"
            + "|sentence_[\\w-]+_config\\.json|\\w[\\w.-]*/config\\.json|[\\w.-]*\\.model|chat_template\\.jinja");
    private static final List<Set<String>> TOKENIZERS =
            List.of(Set.of("tokenizer.json"), Set.of("vocab.txt"), Set.of("vocab.json", "merges.txt"));

    /** The names of a model's files. */
    static final Choice CHOICE = new Choice() {
        @Override
        public List<String> of(Set<String> files) {
            return ModelFiles.of(files);
        }

        @Override
        public Optional<Doubt> doubt(Set<String> here) {
            return lacking(here).map(missing -> new Doubt("lacks " + missing, ""));
        }
    };

    private ModelFiles() {}

    /** The missing files that every model needs; empty if the model has no file at all. */
    private static Optional<String> lacking(Set<String> here) {
        if (here.isEmpty()) {
            return Optional.empty();
        }
        if (!here.contains("config.json")) {
            return Optional.of("config.json");
        }
        List<String> chosen = of(here);
        if (chosen.isEmpty()) {
            return Optional.of("weights");
        }
        List<String> missing = PartName.missing(chosen, 1, name -> true);
        if (!missing.isEmpty()) {
            return Optional.of(Hub.shown(missing));
        }
        String last = chosen.get(chosen.size() - 1);
        if (last.endsWith(".index.json")
                && chosen.stream().noneMatch(file -> PartName.of(file).isPresent())) {
            return Optional.of("the weights that " + last + " names");
        }
        boolean hasTokenizer = TOKENIZERS.stream().anyMatch(here::containsAll)
                || here.stream().anyMatch(file -> file.matches("[\\w.-]*\\.model"));
        return hasTokenizer ? Optional.empty() : Optional.of("a tokenizer");
    }

    /** See {@link Choice#of}: weights as safetensors rather than as pickle. */
    static List<String> of(Set<String> files) {
        if (!files.contains("config.json")) {
            return List.of();
        }
        List<String> chosen = new ArrayList<>(files.stream()
                .filter(file -> SMALL.matcher(file).matches())
                .sorted()
                .toList());
        for (WeightFormat format : WeightFormat.values()) {
            if (files.contains(format.file())) {
                chosen.add(format.file());
                return chosen;
            }
            if (files.contains(format.index())) {
                files.stream().filter(format::isShard).sorted().forEach(chosen::add);
                chosen.add(format.index());
                return chosen;
            }
        }
        return List.of();
    }
}
