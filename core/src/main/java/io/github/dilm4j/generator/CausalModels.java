package io.github.dilm4j.generator;

import io.github.dilm4j.base.WeightType;
import io.github.dilm4j.model.CausalModel;
import io.github.dilm4j.model.ModelFolder;
import io.github.dilm4j.model.causal.CausalTransformer;
import io.github.dilm4j.model.registry.CausalArchitectures;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Opens causal models of every architecture. */
public final class CausalModels {
    private CausalModels() {}

    /**
     * Loads a Hugging Face folder.
     *
     * @param vocabularySize tokens that the model must know; vectors of further tokens start as copies of the end
     *     token's
     * @throws io.github.dilm4j.base.InputException if the folder is not a model, or has an unknown architecture
     */
    public static CausalModel load(Path folder, int vocabularySize, Device device) {
        return load(folder, vocabularySize, OptionalInt.empty(), device, WeightType.FLOAT32);
    }

    /**
     * @throws io.github.dilm4j.base.InputException if the model of a folder does not predict the next token; loads no
     *     weights
     */
    public static void require(Path folder) {
        CausalArchitectures.of(ModelFolder.open(folder));
    }

    /** Like {@link #load(Path, int, Device)}, a model that knows all tokens of a tokenizer. */
    public static CausalModel load(Path folder, Tokenizer tokenizer, Device device) {
        return load(folder, tokenizer, device, WeightType.FLOAT32);
    }

    /**
     * Like {@link #load(Path, int, Device)}; weights of another type than float32 are for reading, not for training.
     */
    public static CausalModel load(Path folder, Tokenizer tokenizer, Device device, WeightType weights) {
        return load(folder, tokenizer.size(), tokenizer.specialTokens().eos(), device, weights);
    }

    /** @param endId of the token that ends a text, for a folder whose configs name none */
    static CausalModel load(Path folder, int vocabularySize, OptionalInt endId, Device device, WeightType weights) {
        ModelFolder model = ModelFolder.open(folder);
        ScalarType type = model.typeOf(weights);
        return CausalTransformer.load(CausalArchitectures.of(model), model, vocabularySize, endId, device, type);
    }
}
