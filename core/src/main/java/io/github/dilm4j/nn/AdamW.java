package io.github.dilm4j.nn;

import io.github.dilm4j.base.NotFiniteException;
import io.github.dilm4j.tensor.Device;
import io.github.dilm4j.tensor.Tensors;
import io.github.dilm4j.tensor.Workers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * AdamW (Loshchilov and Hutter 2019) with libtorch's fused kernel over the flat buffers. Matrices have weight decay,
 * biases and normalisation do not. Adam is the same without decay.
 */
public final class AdamW implements Optimizer {
    /** AdamW with the usual betas and epsilon; {@code weightDecay} is decoupled from the gradient. */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {
        public static Settings withWeightDecay(double weightDecay) {
            return new Settings(0.9, 0.999, 1e-8, weightDecay);
        }
    }

    private final Parameters parameters;
    private final Settings settings;
    private final boolean kernelClips;
    private final OperatorHandle fusedAdamW;
    private final OperatorHandle unbind;
    private final Tensor firstMoment; // [elements]
    private final Tensor secondMoment; // [elements]
    private final Tensor steps; // []

    public AdamW(Parameters parameters, Settings settings) {
        this(parameters, settings, parameters.device() != Device.MPS); // whose kernel ignores the divisor
    }

    /** @param kernelClips whether the kernel divides the gradients, or an operation before it */
    AdamW(Parameters parameters, Settings settings, boolean kernelClips) {
        this.parameters = parameters;
        this.settings = settings;
        this.kernelClips = kernelClips;
        try (PointerScope scope = new PointerScope()) {
            Dispatcher dispatcher = Dispatcher.singleton();
            fusedAdamW = dispatcher.findSchemaOrThrow("aten::_fused_adamw_", "").retainReference();
            unbind = dispatcher.findSchemaOrThrow("aten::unbind", "int").retainReference();
            firstMoment = Tensors.keep(torch.zeros_like(parameters.gradients()));
            secondMoment = Tensors.keep(torch.zeros_like(parameters.gradients()));
            steps = Tensors.keep(Tensors.zeros(ScalarType.Float, parameters.device()));
        }
    }

    @Override
    public double step(double learningRate, double maxNorm) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            double norm = norm(parameters.gradients());
            if (!Double.isFinite(norm)) {
                parameters.zeroGradients();
                throw new NotFiniteException("gradient norm", norm);
            }
            double divisor = norm > maxNorm ? (norm + 1e-6) / maxNorm : 1;
            if (!kernelClips) {
                parameters.gradients().div_(new Scalar(divisor));
            }
            Tensor gradientDivisor = Tensors.zeros(ScalarType.Float, parameters.device())
                    .fill_(new Scalar(kernelClips ? divisor : 1)); // []
            steps.add_(new Scalar(1.0));
            long decaying = parameters.decayingElements();
            long all = parameters.values().numel();
            update(0, decaying, learningRate, settings.weightDecay(), gradientDivisor);
            update(decaying, all, learningRate, 0, gradientDivisor);
            parameters.zeroGradients();
            return norm;
        }
    }

    @Override
    public void reset() {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            firstMoment.zero_();
            secondMoment.zero_();
            steps.zero_();
        }
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put("adamw.firstMoment", firstMoment);
        state.put("adamw.secondMoment", secondMoment);
        state.put("adamw.steps", steps);
        return state;
    }

    @Override
    public void close() {
        firstMoment.close();
        secondMoment.close();
        steps.close();
    }

    /** The Euclidean norm of one row of elements. */
    private double norm(Tensor values) {
        double[] ofRange = new double[Workers.ranges(0, values.numel())];
        Workers.forRanges(
                parameters.device(),
                0,
                values.numel(),
                (range, from, to) -> ofRange[range] = Tensors.norm(values.narrow(0, from, to - from)));
        return ofRange.length == 1
                ? ofRange[0]
                : Math.sqrt(Arrays.stream(ofRange).map(norm -> norm * norm).sum());
    }

    private void update(long begin, long end, double learningRate, double weightDecay, Tensor gradientDivisor) {
        Workers.forRanges(
                parameters.device(),
                begin,
                end,
                (range, from, to) -> updateRange(from, to - from, learningRate, weightDecay, gradientDivisor));
    }

    /** The operator {@code _fused_adamw_(self[], grads[], exp_avgs[], exp_avg_sqs[], max[], steps[], *, lr, …)}. */
    private void updateRange(long begin, long length, double learningRate, double weightDecay, Tensor gradientDivisor) {
        IValueVector arguments = new IValueVector();
        arguments.push_back(oneTensorList(parameters.values().narrow(0, begin, length)));
        arguments.push_back(oneTensorList(parameters.gradients().narrow(0, begin, length)));
        arguments.push_back(oneTensorList(firstMoment.narrow(0, begin, length)));
        arguments.push_back(oneTensorList(secondMoment.narrow(0, begin, length)));
        arguments.push_back(tensorList(Tensors.zeros(ScalarType.Float, parameters.device(), 0, 1)));
        arguments.push_back(oneTensorList(steps));
        arguments.push_back(new IValue(learningRate));
        arguments.push_back(new IValue(settings.beta1()));
        arguments.push_back(new IValue(settings.beta2()));
        arguments.push_back(new IValue(weightDecay));
        arguments.push_back(new IValue(settings.epsilon()));
        arguments.push_back(new IValue(false)); // amsgrad
        arguments.push_back(new IValue(false)); // maximize
        arguments.push_back(new IValue(gradientDivisor)); // grad_scale
        arguments.push_back(new IValue()); // found_inf
        Dispatcher.singleton().callBoxed(fusedAdamW, arguments);
    }

    private IValue oneTensorList(Tensor tensor) {
        return tensorList(tensor.unsqueeze(0));
    }

    /** The rows of a tensor as a boxed list of views. JavaCPP cannot build such a list; the dispatcher can. */
    private IValue tensorList(Tensor stacked) {
        IValueVector stack = new IValueVector();
        stack.push_back(new IValue(stacked));
        stack.push_back(new IValue(0L));
        Dispatcher.singleton().callBoxed(unbind, stack);
        return stack.get(0);
    }
}
