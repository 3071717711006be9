package io.github.dilm4j.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dilm4j.nn.Parameter.Kind;
import io.github.dilm4j.tensor.Device;
import org.junit.jupiter.api.Test;

class TokenBudgetTest {
    private static final long GIGABYTE = 1L << 30;

    @Test
    void theCpuUsesMeasuredBudgets() {
        try (Parameters parameters = transformer()) {
            TokenBudget budget = TokenBudget.of(parameters);
            assertThat(budget.trained(512, 0)).isEqualTo(512);
            assertThat(budget.trained(1024, 2)).isEqualTo(1024);
            assertThat(budget.read(8192)).isEqualTo(8192);
        }
    }

    @Test
    void aTokenNeedsTheMemoryThatItsLayersKeep() {
        try (Parameters parameters = transformer()) {
            TokenBudget budget = TokenBudget.of(parameters);
            assertThat(budget.keptPerToken(0)).isEqualTo(17.0 * 2 * 64);
            assertThat(budget.keptPerToken(3)).isEqualTo(17.0 * 2 * 64 + 3 * 1000);
        }
    }

    @Test
    void aDeviceUsesAQuarterOfItsMemory() {
        assertThat(TokenBudget.fitting(16 * GIGABYTE, 1 << 20)).isEqualTo(4096);
        assertThat(TokenBudget.fitting(32 * GIGABYTE, 1 << 20)).isEqualTo(8192);
        assertThat(TokenBudget.fitting(GIGABYTE, 1 << 20)).isEqualTo(512);
        assertThat(TokenBudget.fitting(1024 * GIGABYTE, 1)).isEqualTo(1 << 20);
    }

    @Test
    void theCpuReportsNoMemory() {
        assertThat(Device.CPU.memory()).isEmpty();
    }

    /** Returns the weights of two layers of width 64, and 1,000 token vectors. */
    private static Parameters transformer() {
        ParameterLayout layout = new ParameterLayout(0.02);
        layout.embedding("tokens", 1000, 64);
        layout.embedding("positions", 32, 64);
        for (int layer = 0; layer < 2; layer++) {
            layout.add(layer + ".attention", Kind.WEIGHT, 0.02, 4 * 64, 64);
            layout.linear(layer + ".wide", 64, 256);
            layout.linear(layer + ".narrow", 256, 64);
        }
        return layout.allocate(Device.CPU);
    }
}
