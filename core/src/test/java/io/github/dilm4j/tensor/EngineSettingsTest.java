package io.github.dilm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineSettingsTest {
    @Test
    void theEngineHasNoMemoryLimitAndWritesToTheLogger() {
        assertThat(EngineSettings.properties(true))
                .containsEntry("org.bytedeco.javacpp.maxBytes", "0")
                .containsEntry("org.bytedeco.javacpp.maxPhysicalBytes", "0")
                .containsEntry("org.bytedeco.javacpp.logger", "slf4j")
                .doesNotContainKey("slf4j.internal.verbosity");
        assertThat(EngineSettings.properties(false)).containsEntry("slf4j.internal.verbosity", "ERROR");
    }

    @Test
    void threadsDoNotSpinAndAvx512IsUsed() {
        assertThat(EngineSettings.variables(6, true))
                .containsEntry("OMP_WAIT_POLICY", "PASSIVE")
                .containsEntry("OPENBLAS_NUM_THREADS", "6")
                .containsEntry("OPENBLAS_CORETYPE", "SkylakeX");
        assertThat(EngineSettings.variables(6, false)).doesNotContainKey("OPENBLAS_CORETYPE");
    }

    @Test
    void theLibrarySetsWhatNobodyHasSet() {
        var unused = Device.CPU;
        EngineLibraries.use();
        assertThat(System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes")).isEqualTo("0");
        assertThat(System.getProperty("org.bytedeco.javacpp.logger")).isEqualTo("slf4j");
    }
}
