package io.github.dilm4j.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.data.Task;
import io.github.dilm4j.run.config.SamplingConfig;
import java.util.ArrayList;
import java.util.List;

/** {@code README.md} of an exported generator. */
final class GeneratorCard {
    private GeneratorCard() {}

    static String of(RunSource source, Publication publication) {
        ObjectNode card = Json.STRICT.createObjectNode();
        Metadata.put(card, publication);
        card.put("library_name", "transformers");
        card.put("pipeline_tag", "text-generation");
        card.putArray("tags").add("dataset-distillation").add("dilm4j");
        return Markdown.frontMatter(card) + body(source, publication.address());
    }

    private static String body(RunSource source, String address) {
        Task task = source.task();
        List<List<String>> labels = new ArrayList<>();
        for (int i = 0; i < task.labelCount(); i++) {
            labels.add(List.of(
                    Markdown.code("<bos_" + i + ">"),
                    Markdown.plain(task.labels().get(i))));
        }
        boolean pairs = task.textFields().size() == 2;
        return "# Generator of " + Markdown.plain(task.name()) + "\n\n"
                + "A causal language model that writes texts of a given label, trained so that the gradients of its"
                + " texts match those of the real data (DiLM, arXiv:2404.00264). It wrote the distilled sets beside it."
                + " A text begins with the token of its label and ends with the end token"
                + (pairs ? "; `<sep>` stands between its two parts, " + fields(task) : "") + ".\n\n"
                + Markdown.table(List.of("token", "label"), labels)
                + "```python\nfrom transformers import AutoModelForCausalLM, AutoTokenizer\n\n"
                + "tokenizer = AutoTokenizer.from_pretrained(\"" + address + "\")\n"
                + "model = AutoModelForCausalLM.from_pretrained(\"" + address + "\")\n"
                + "prompt = tokenizer(\"<bos_0>\", return_tensors=\"pt\", add_special_tokens=False)\n"
                + "out = model.generate(**prompt, " + drawing(source.config().sampling()) + ", max_length="
                + source.config().generator().maxTokens() + ")\n"
                + "print(tokenizer.decode(out[0]))\n```\n\n"
                + "## How it was made\n\n"
                + Markdown.table(List.of("", ""), MadeBy.rows(source))
                + "## Limits\n\n"
                + "It is made to write training data, not to inform: its texts may be wrong, odd or offensive, and may"
                + " repeat what stands in its training data.\n";
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
