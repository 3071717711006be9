package io.github.dilm4j.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Records the linear layers that forward passes on this thread go through while it is open, for gradients by their
 * outputs. The gradient by a layer's weight is the sum over the rows of {@code δ ⊗ x}, with the gradient {@code δ} by an
 * output row and its input row {@code x}: so the gradient of each text needs no pass of its own. No weight has to be
 * trainable: the input of the first layer becomes a leaf.
 */
public final class LinearTrace implements AutoCloseable {
    private static final ThreadLocal<Optional<LinearTrace>> OPEN = ThreadLocal.withInitial(Optional::empty);

    private final PointerScope scope = PointerScope.getInnerScope();
    private final List<Step> steps = new ArrayList<>();

    /**
     * One use of a layer. The tensors belong to the scope that the trace was opened in.
     *
     * @param input [..., in], detached
     * @param output [..., out]
     */
    public record Step(Tensor input, Tensor output) {}

    /** @throws IllegalStateException if a trace is open on this thread */
    public LinearTrace() {
        if (OPEN.get().isPresent()) {
            throw new IllegalStateException("a trace is open on this thread already");
        }
        OPEN.set(Optional.of(this));
    }

    /** In the order of the pass. Layers whose inputs do not depend on the first layer's input are not among them. */
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    @Override
    public void close() {
        OPEN.remove();
    }

    /** Applies a layer, and records it if a trace is open on this thread. */
    static Tensor through(Tensor x, UnaryOperator<Tensor> layer) {
        return OPEN.get().map(trace -> trace.step(x, layer)).orElseGet(() -> layer.apply(x));
    }

    private Tensor step(Tensor x, UnaryOperator<Tensor> layer) {
        Tensor input = steps.isEmpty() && !x.requires_grad() ? x.detach().set_requires_grad(true) : x;
        Tensor output = layer.apply(input);
        if (input.requires_grad()) {
            Step step = new Step(input.detach(), output);
            scope.attach(step.input()).attach(output); // the scopes of layers end before the pass
            steps.add(step);
        }
        return output;
    }
}
