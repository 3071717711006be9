package io.github.dilm4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Engine;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients of parts in parallel equal those of the same parts in sequence, whatever parameters the parts share. */
class AccumulateTest {
    private static final int WORDS = 50;
    private static final int PARTS = 5;

    @AfterEach
    void asBefore() {
        Engine.setThreads(1);
    }

    /**
     * With a width of 16, joined layers are adjacent in memory. With 6 there are gaps, and the layers stay separate.
     */
    @ParameterizedTest
    @CsvSource({"2, 16", "3, 16", "8, 16", "2, 6", "3, 6"})
    void sumsAgreeWithThoseOfOneThread(int threads, int width) {
        for (Consumer<Model> work : java.util.List.<Consumer<Model>>of(
                model -> model.accumulate(PARTS),
                model -> {
                    model.accumulate(PARTS);
                    model.accumulate(PARTS - 1); // adds to the existing gradients
                },
                model -> {
                    model.accumulate(PARTS);
                    model.parameters.zeroGradients();
                    model.accumulate(1); // overwrites the gradients, on the caller's thread
                    model.accumulate(PARTS);
                },
                model -> {
                    model.accumulate(PARTS);
                    model.parameters.zeroGradients();
                    model.accumulateTable(PARTS); // adds nothing to the layers
                })) {
            float[] expected = gradients(1, width, work);
            assertThat(gradients(threads, width, work)).containsExactly(expected, Offset.offset(1e-4f));
            assertThat(gradients(threads, width, work)).containsExactly(gradients(threads, width, work));
        }
    }

    @Test
    void zeroedGradientsAreZero() {
        Engine.setThreads(2);
        assertThat(gradients(2, 16, model -> {
                    model.accumulate(PARTS);
                    model.parameters.zeroGradients();
                }))
                .containsOnly(0f);
    }

    /** Once the workers have views, a backward pass on a worker adds to its view. */
    @Test
    void gradientsOfAWorkerAreIncluded() {
        float[] expected = gradients(2, 16, model -> model.accumulate(1));
        float[] onAWorker = gradients(2, 16, model -> {
            model.accumulate(PARTS);
            model.parameters.zeroGradients();
            Workers.onWorkers(1, part -> model.accumulate(1));
        });
        assertThat(onAWorker).containsExactly(expected, Offset.offset(1e-4f));
        assertThat(expected).isNotEqualTo(new float[expected.length]);
    }

    @Test
    void joinedLayersGiveWhatEachGives() {
        for (int width : new int[] {16, 6}) {
            try (Model model = new Model(width);
                    PointerScope scope = new PointerScope()) {
                Tensor x = torch.ones(3, width).mul(torch.arange(new org.bytedeco.pytorch.Scalar(width)));
                Tensor all = model.both.forward(x); // [3, 2 · width]
                assertThat(Tensors.floats(all.narrow(1, 0, width)))
                        .containsExactly(Tensors.floats(model.first.forward(x)), Offset.offset(1e-5f));
                assertThat(Tensors.floats(all.narrow(1, width, width)))
                        .containsExactly(Tensors.floats(model.second.forward(x)), Offset.offset(1e-5f));
                assertThat(model.both.weight().isPresent()).isEqualTo(width == 16);
            }
        }
    }

    @Test
    void joinedLayersAreDeclaredTogether() {
        ParameterLayout layout = new ParameterLayout(1);
        Linear first = layout.linear("first", 16, 16);
        layout.linear("between", 16, 16);
        layout.joined(first, layout.linear("last", 16, 16));
        assertThatThrownBy(() -> layout.allocate(Device.CPU))
                .hasMessage("'last.weight' does not lie where 'first.weight + last.weight' needs it: declare what is"
                        + " joined one after the other");
    }

    private static float[] gradients(int threads, int width, Consumer<Model> work) {
        Engine.setThreads(threads);
        try (Model model = new Model(width)) {
            work.accept(model);
            return Tensors.floats(model.parameters.gradients());
        }
    }

    /** A table and two layers. The layers are applied jointly, and the first one also by itself. */
    private static final class Model implements AutoCloseable {
        private final Embedding table;
        private final Linear first;
        private final Linear second;
        private final JoinedLinear both;
        private final Parameters parameters;

        Model(int width) {
            ParameterLayout layout = new ParameterLayout(0.5);
            table = layout.embedding("table", WORDS, width);
            first = layout.linear("first", width, width);
            second = layout.linear("second", width, width);
            both = layout.joined(first, second);
            parameters = layout.allocate(Device.CPU);
            parameters.initialise(new RandomStreams(4));
        }

        void accumulate(int parts) {
            parameters.accumulate(parts, part -> {
                Tensor x = words(part); // [6, width]
                Tensor loss = both.forward(x)
                        .sin()
                        .sum()
                        .add(first.forward(x.sin()).cos().sum());
                loss.backward();
                return loss.item_double();
            });
        }

        void accumulateTable(int parts) {
            parameters.accumulate(parts, part -> {
                Tensor loss = words(part).cos().sum();
                loss.backward();
                return loss.item_double();
            });
        }

        private Tensor words(int part) {
            return table.forward(Tensors.of(new int[] {part, part, 7, 3 * part, WORDS - 1, 2 + part}, Device.CPU, 6));
        }

        @Override
        public void close() {
            parameters.close();
        }
    }
}
