package io.github.dilm4j.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The files of a model repository that are read here: config, tokenizer, pooling and one kind of weights. */
final class ModelFiles {
    private static final Pattern SMALL = Pattern.compile("config\\.json|generation_config\\.json|tokenizer.*\\.json"
            + "|special_tokens_map\\.json|added_tokens\\.json|vocab\\.(json|txt)|merges\\.txt|modules\\.json"
            + "|sentence_bert_config\\.json|1_Pooling/config\\.json|[\\w.-]*\\.model|chat_template\\.jinja");
    private static final List<String[]> WEIGHTS = List.of(
            new String[] {"model.safetensors", "model-\\d+-of-\\d+\\.safetensors"},
            new String[] {"pytorch_model.bin", "pytorch_model-\\d+-of-\\d+\\.bin"});

    private ModelFiles() {}

    /** See {@link Choice#of}: weights as safetensors rather than as pickle. */
    static List<String> of(Set<String> files) {
        if (!files.contains("config.json")) {
            return List.of();
        }
        List<String> chosen = new ArrayList<>(files.stream()
                .filter(file -> SMALL.matcher(file).matches())
                .sorted()
                .toList());
        for (String[] kind : WEIGHTS) {
            if (files.contains(kind[0])) {
                chosen.add(kind[0]);
                return chosen;
            }
            if (files.contains(kind[0] + ".index.json")) {
                files.stream().filter(file -> file.matches(kind[1])).sorted().forEach(chosen::add);
                chosen.add(kind[0] + ".index.json");
                return chosen;
            }
        }
        return List.of();
    }
}
