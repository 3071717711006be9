package io.github.dilm4j.learner;

import io.github.dilm4j.nn.Parameters;
import io.github.dilm4j.tensor.Tensors;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Derivatives along one direction in parameter space, of many outputs at once, by forward-mode differentiation. */
final class DirectionalDerivative {
    private static final Object ONE_AT_A_TIME = new Object(); // libtorch has one dual level in the whole process

    private DirectionalDerivative() {}

    /**
     * {@code ⟨direction, ∇output⟩} for every element of the output.
     *
     * @param direction [elements], laid out as the parameters' values
     * @param output computes a tensor from the parameters, by operations with forward-mode derivatives
     */
    static float[] along(Tensor direction, Parameters parameters, Supplier<Tensor> output) {
        synchronized (ONE_AT_A_TIME) {
            long level = torch.enter_dual_level();
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor dual = call("aten::_make_dual", parameters.values(), new IValue(direction), new IValue(level))
                        .get(0)
                        .toTensor(); // [elements]
                return parameters.evaluateAt(dual, () -> tangent(output.get(), level));
            } finally {
                torch.exit_dual_level(level);
            }
        }
    }

    private static float[] tangent(Tensor dual, long level) {
        Tensor tangent =
                call("aten::_unpack_dual", dual, new IValue(level)).get(1).toTensor();
        return Tensors.floats(tangent);
    }

    /** Calls an operator that JavaCPP has no method for. */
    private static IValueVector call(String operator, Tensor first, IValue... others) {
        IValueVector stack = new IValueVector();
        stack.push_back(new IValue(first));
        for (IValue other : others) {
            stack.push_back(other);
        }
        Dispatcher dispatcher = Dispatcher.singleton();
        dispatcher.callBoxed(dispatcher.findSchemaOrThrow(operator, ""), stack);
        return stack;
    }
}
