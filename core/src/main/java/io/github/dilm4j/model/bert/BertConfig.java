package io.github.dilm4j.model.bert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.InputException;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.model.ModelShape;
import io.github.dilm4j.model.encoder.EncoderModelConfig;

/** The config of a BERT. */
public record BertConfig(EncoderModelConfig common) {

    /** A BERT of any size with the usual other settings, for training from scratch. */
    public static BertConfig of(int vocabularySize, ModelShape shape, int padId) {
        return new BertConfig(new EncoderModelConfig(
                vocabularySize,
                shape.hidden(),
                shape.layers(),
                shape.heads(),
                shape.intermediate(),
                shape.positions(),
                2,
                "gelu",
                0.1,
                0.1,
                0.1,
                0.02,
                1e-12,
                padId));
    }

    /** @throws InputException if a needed key is missing or a value cannot be used */
    public static BertConfig of(ModelConfig json) {
        return new BertConfig(EncoderModelConfig.of(json, EncoderModelConfig.Defaults.BERT));
    }

    /** The config.json of transformers' BERT, without what depends on the head. */
    ObjectNode toJson() {
        return common.writeTo(JsonNodeFactory.instance.objectNode().put("model_type", "bert"));
    }
}
