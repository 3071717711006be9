package io.github.dilm4j.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.LabelPrompt;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.config.SamplingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code README.md} of an exported generator. */
final class GeneratorCard {
    private GeneratorCard() {}

    static String of(RunSource source, Publication publication) {
        ObjectNode card = Json.STRICT.createObjectNode();
        Metadata.put(card, publication);
        card.put("library_name", "transformers");
        card.put("pipeline_tag", "text-generation");
        source.baseModel().ifPresent(id -> card.put("base_model", id));
        Metadata.put(card, "datasets", Metadata.hubData(source));
        Metadata.put(card, "tags", List.of("dataset-distillation", "dilm4j"));
        return Markdown.frontMatter(card) + body(source, publication.address());
    }

    private static String body(RunSource source, String address) {
        Task task = source.task();
        Optional<LabelPrompt> words = LabelPrompt.of(source.generator());
        boolean pairs = task.textFields().size() == 2;
        return "# Generator of " + Markdown.plain(task.name()) + "\n\n"
                + "A causal language model that writes texts of a given label, trained "
                + (source.config().selfTraining().used()
                        ? "on the texts of its own best training sets"
                        : "so that the gradients of its texts match those of the real data")
                + " (after DiLM, arXiv:2404.00264). It wrote the distilled sets"
                + (source.writtenBy().before().isPresent() ? ", together with the model that it was before." : ".")
                + (words.isPresent()
                        ? " A text follows the end token, words that name its label and the label's token, and ends"
                        : " A text begins with the token of its label and ends")
                + " with the end token"
                + (pairs ? "; `<sep>` stands between its two parts, " + fields(task) : "") + ".\n\n"
                + labels(task, words)
                + "```python\n"
                + snippet(source, address, words)
                + "```\n\n"
                + "## How it was made\n\n"
                + Markdown.table(List.of("", ""), MadeBy.rows(source))
                + "## Limits\n\n"
                + "It is made to write training data, not to inform: its texts may be wrong, odd or offensive, and may"
                + " repeat what stands in its training data.\n";
    }

    private static String labels(Task task, Optional<LabelPrompt> words) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < task.labelCount(); i++) {
            List<String> row = new ArrayList<>();
            row.add(Markdown.code("<bos_" + i + ">"));
            row.add(Markdown.plain(task.labels().get(i)));
            int label = i;
            words.ifPresent(named -> row.add(Markdown.code(named.words(label))));
            rows.add(row);
        }
        List<String> header = new ArrayList<>(List.of("token", "label"));
        words.ifPresent(named -> header.add("words before the token"));
        return Markdown.table(header, rows);
    }

    private static String snippet(RunSource source, String address, Optional<LabelPrompt> words) {
        int maxTokens = source.config().generator().maxTokens();
        String begin = words.map(named -> "import torch\n").orElse("")
                + "from transformers import AutoModelForCausalLM, AutoTokenizer\n\n"
                + "tokenizer = AutoTokenizer.from_pretrained(\"" + address + "\")\n"
                + "model = AutoModelForCausalLM.from_pretrained(\"" + address + "\")\n";
        String given = words.map(named -> "words = tokenizer(" + Json.line(named.words(0))
                        + ", add_special_tokens=False).input_ids\n"
                        + "prompt = [model.generation_config.eos_token_id, *words,"
                        + " tokenizer.convert_tokens_to_ids(\"<bos_0>\")]\n"
                        + "out = model.generate(torch.tensor([prompt]), ")
                .orElse("prompt = tokenizer(\"<bos_0>\", return_tensors=\"pt\", add_special_tokens=False)\n"
                        + "out = model.generate(**prompt, ");
        return begin + given + drawing(source.config().sampling()) + ", max_length="
                + (words.isPresent() ? "len(prompt) + " + (maxTokens - 1) : String.valueOf(maxTokens)) + ")\n"
                + "print(tokenizer.decode(out[0]))\n";
    }

    /** The sampling settings of the run, all of them, so that the defaults of transformers do not apply. */
    private static String drawing(SamplingConfig sampling) {
        String drawn = sampling.temperature() == 0
                ? "do_sample=False"
                : "do_sample=True, temperature=" + sampling.temperature() + ", top_k=" + sampling.topK() + ", top_p="
                        + sampling.topP();
        return drawn + ", repetition_penalty=" + sampling.repetitionPenalty();
    }

    private static String fields(Task task) {
        return Markdown.code(task.textFields().get(0)) + " and "
                + Markdown.code(task.textFields().get(1));
    }
}
