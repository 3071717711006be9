package io.github.dilm4j.model.llama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dilm4j.base.Json;
import io.github.dilm4j.model.ModelConfig;
import io.github.dilm4j.nn.Activation;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Tests the values that transformers assumes where a config is incomplete or old. */
class LlamaConfigTest {
    @Test
    void geluMeansItsApproximationInGemmasFirstReleases() {
        assertThat(of("gemma", json -> json.put("hidden_act", "gelu")).activation())
                .isEqualTo(Activation.GELU_TANH);
        assertThat(of("gemma", json -> json.remove("hidden_act")).activation()).isEqualTo(Activation.GELU_TANH);
        assertThat(of("gemma", json -> json.put("hidden_act", "relu")).activation())
                .isEqualTo(Activation.RELU);
    }

    @Test
    void laterGemmasUseAnotherKeyForTheActivation() {
        assertThat(of("gemma2", json -> json.put("hidden_act", "relu").remove("hidden_activation"))
                        .activation())
                .isEqualTo(Activation.GELU_TANH);
    }

    @Test
    void gemma2CapsUnlessToldNotTo() {
        LlamaConfig silent = of(
                "gemma2", json -> json.without(java.util.List.of("final_logit_softcapping", "attn_logit_softcapping")));
        assertThat(silent.logitCap()).isEqualTo(30);
        assertThat(silent.scores().cap()).isEqualTo(50);
        LlamaConfig without =
                of("gemma2", json -> json.putNull("final_logit_softcapping").putNull("attn_logit_softcapping"));
        assertThat(without.logitCap()).isZero();
        assertThat(without.scores().cap()).isZero();
    }

    private static LlamaConfig of(String fixture, Consumer<ObjectNode> change) {
        Path file = Path.of("src/test/resources", fixture, "config.json");
        ObjectNode json = Json.read(file, ObjectNode.class);
        change.accept(json);
        return LlamaConfig.of(new ModelConfig(file, json));
    }
}
