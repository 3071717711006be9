package io.github.dilm4j.model.registry;

import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.causal.CausalArchitecture;
import io.github.dilm4j.model.gpt2.Gpt2Architecture;
import io.github.dilm4j.model.gptneox.GptNeoxArchitecture;
import io.github.dilm4j.model.llama.LlamaArchitecture;
import io.github.dilm4j.model.opt.OptArchitecture;
import java.util.List;

/** The architectures that predict the next token. */
public final class CausalArchitectures {
    static final List<String> KNOWN =
            List.of("gemma", "gemma2", "gemma3_text", "gpt2", "gpt_neox", "llama", "mistral", "opt", "qwen2", "qwen3");

    private CausalArchitectures() {}

    /** @throws io.github.dilm4j.base.InputException if the architecture is unknown, or its config cannot be used */
    public static CausalArchitecture of(ModelFolder folder) {
        return switch (folder.modelType()) {
            case "gpt2" -> Gpt2Architecture.of(folder);
            case "llama", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3_text" -> LlamaArchitecture.of(folder);
            case "gpt_neox" -> GptNeoxArchitecture.of(folder);
            case "opt" -> OptArchitecture.of(folder);
            default -> throw folder.unknownArchitecture(KNOWN);
        };
    }
}
