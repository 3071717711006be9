package io.github.dilm4j.generator;

import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.WeightType;
import io.github.dilm4j.model.causal.CausalArchitecture;
import io.github.dilm4j.model.causal.CausalTransformer;
import io.github.dilm4j.model.gpt2.Gpt2Architecture;
import io.github.dilm4j.model.gptneox.GptNeoxArchitecture;
import io.github.dilm4j.model.llama.LlamaArchitecture;
import io.github.dilm4j.model.opt.OptArchitecture;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The architectures that can be generators. */
public final class CausalModels {
    private static final List<String> KNOWN =
            List.of("gemma", "gemma2", "gemma3_text", "gpt2", "gpt_neox", "llama", "mistral", "opt", "qwen2", "qwen3");

    private CausalModels() {}

    /**
     * Loads a Hugging Face folder.
     *
     * @param vocabularySize tokens that the model must know; vectors of further tokens start as copies of the end token's
     * @throws io.github.dilm4j.base.InputException if the folder is not a model, or of an architecture that is not known
     */
    public static CausalModel load(Path folder, int vocabularySize, Device device) {
        return load(folder, vocabularySize, OptionalInt.empty(), device, WeightType.FLOAT32);
    }

    /** Like {@link #load(Path, int, Device)}, a model that knows all tokens of a tokenizer. */
    public static CausalModel load(Path folder, Tokenizer tokenizer, Device device) {
        return load(folder, tokenizer, device, WeightType.FLOAT32);
    }

    /** As above; weights of another type than float32 are for reading, not for training. */
    public static CausalModel load(Path folder, Tokenizer tokenizer, Device device, WeightType weights) {
        return load(folder, tokenizer.size(), tokenizer.specialTokens().eos(), device, weights);
    }

    /** @param endId of the token that ends a text, for a folder whose configs name none */
    static CausalModel load(Path folder, int vocabularySize, OptionalInt endId, Device device, WeightType weights) {
        ModelFolder model = ModelFolder.open(folder);
        ScalarType type = weights.of(model);
        return CausalTransformer.load(architecture(model), model, vocabularySize, endId, device, type);
    }

    private static CausalArchitecture architecture(ModelFolder model) {
        return switch (model.modelType()) {
            case "gpt2" -> Gpt2Architecture.of(model);
            case "llama", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3_text" -> LlamaArchitecture.of(model);
            case "gpt_neox" -> GptNeoxArchitecture.of(model);
            case "opt" -> OptArchitecture.of(model);
            default -> throw model.unknownArchitecture(KNOWN);
        };
    }
}
