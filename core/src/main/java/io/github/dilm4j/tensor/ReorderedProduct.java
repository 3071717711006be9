package io.github.dilm4j.tensor;

import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Argument;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.OperatorName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * {@code x ↦ x·Wᵀ + b} with a weight that is reordered for the CPU once for many products. A plain product reorders
 * the weight each time, which for few rows takes longer than the multiplication. Uses oneDNN, in float32 or bfloat16,
 * without gradients.
 */
public final class ReorderedProduct implements AutoCloseable {
    /** The operators of a libtorch with oneDNN, such as the builds for x86. */
    private record Operators(OperatorHandle reorder, OperatorHandle product, IValue noScalars, boolean bfloat16) {
        private static final String REORDER = "mkldnn::_reorder_linear_weight";
        private static final String PRODUCT = "mkldnn::_linear_pointwise";
        private static final String BFLOAT16 = "mkldnn::_is_mkldnn_bf16_supported"; // by this processor
        private static final int SCALARS = 4; // their position among the arguments of the product

        static Optional<Operators> find() {
            try (PointerScope scope = new PointerScope()) {
                if (!torch.hasMKLDNN() || !known(REORDER) || !known(PRODUCT)) {
                    return Optional.empty();
                }
                Dispatcher dispatcher = Dispatcher.singleton();
                OperatorHandle product =
                        dispatcher.findSchemaOrThrow(PRODUCT, "").retainReference();
                Argument scalars = product.schema().arguments().getPointer(SCALARS);
                GenericList none = new GenericList(scalars.type().get().containedType(0));
                return Optional.of(new Operators(
                        dispatcher.findSchemaOrThrow(REORDER, "").retainReference(),
                        product,
                        new IValue(none).retainReference(),
                        known(BFLOAT16) && answer(dispatcher.findSchemaOrThrow(BFLOAT16, ""))));
            }
        }

        private static boolean answer(OperatorHandle question) {
            IValueVector stack = new IValueVector();
            Dispatcher.singleton().callBoxed(question, stack);
            return stack.get(0).toBool();
        }

        boolean multiply(ScalarType type) {
            return type == ScalarType.Float || (bfloat16 && type == ScalarType.BFloat16);
        }

        private static boolean known(String name) {
            return Dispatcher.singleton().findSchema(new OperatorName(name, "")).has_value();
        }
    }

    private static final Optional<Operators> OPERATORS = Operators.find();
    private static final String NO_ACTIVATION = "none";

    private final Operators operators;
    private final Tensor weight; // [out, in], opaque
    private final ScalarType type;

    private ReorderedProduct(Operators operators, Tensor weight) {
        this.operators = operators;
        this.weight = weight;
        this.type = weight.scalar_type().intern();
    }

    /**
     * Reorders a weight; the caller closes the copy. Empty if this build, the device or the type does not allow it.
     *
     * @param weight [out, in]
     */
    public static Optional<ReorderedProduct> of(Tensor weight) {
        if (OPERATORS.isEmpty()
                || !weight.is_cpu()
                || !OPERATORS.get().multiply(weight.scalar_type().intern())) {
            return Optional.empty();
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            IValueVector stack = new IValueVector(new IValue(weight.detach().contiguous()), new IValue());
            Dispatcher.singleton().callBoxed(OPERATORS.get().reorder(), stack);
            return Optional.of(new ReorderedProduct(OPERATORS.get(), Tensors.keep(result(stack))));
        }
    }

    /**
     * [n, in] of any type to [n, out] of the weight's type.
     *
     * @param bias [out], of the weight's type
     */
    public Tensor apply(Tensor x, Optional<Tensor> bias) {
        IValueVector stack = new IValueVector();
        stack.push_back(new IValue(x.to(type)));
        stack.push_back(new IValue(weight));
        stack.push_back(bias.map(IValue::new).orElseGet(IValue::new));
        stack.push_back(new IValue(NO_ACTIVATION));
        stack.push_back(operators.noScalars());
        stack.push_back(new IValue()); // no fused activation
        Dispatcher.singleton().callBoxed(operators.product(), stack);
        return result(stack);
    }

    /** Returns a separate tensor, since the stack's own is closed with the stack. */
    private static Tensor result(IValueVector stack) {
        return new Tensor(stack.get(0).toTensor());
    }

    @Override
    public void close() {
        weight.close();
    }
}
